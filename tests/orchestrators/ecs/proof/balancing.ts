import { z } from "zod";
import { tags } from "./tags";
import type { Proof } from "../../../proof/proof";
import { distinct, filled, path, port, whole } from "../../../proof/rules";

// Not ECS itself, but what controls its tasks: in the terms of the AWS provider, with the limits of AWS's API.

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const loadBalancer = z.strictObject({
  name: z
    .string()
    .max(32)
    .regex(/^(?!internal-)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/, "not a load balancer's name"),
  loadBalancerType: z.literal("application"),
  internal: z.literal(false),
  // In at least two availability zones.
  subnets: z.array(filled).min(2).refine(distinct, "contains a subnet twice"),
  securityGroups: z.array(filled).min(1),
  idleTimeout: whole(1, 4000),
  dropInvalidHeaderFields: z.boolean(),
  enableDeletionProtection: z.boolean(),
  tags,
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const targetGroup = z.strictObject({
  port,
  protocol: z.enum(["HTTP", "HTTPS"]),
  // The only type for Fargate tasks.
  targetType: z.literal("ip"),
  vpcId: filled,
  deregistrationDelay: whole(0, 3600),
  healthCheck: z
    .strictObject({
      enabled: z.literal(true),
      protocol: z.enum(["HTTP", "HTTPS"]),
      port: z.union([z.literal("traffic-port"), z.string().regex(/^[1-9]\d{0,4}$/)]),
      path: path.max(1024),
      matcher: z.string().regex(/^[2-4]\d\d([-,][2-4]\d\d)*$/),
      interval: whole(5, 300),
      timeout: whole(2, 120),
      healthyThreshold: whole(2, 10),
      unhealthyThreshold: whole(2, 10),
    })
    .refine(
      ({ interval, timeout }) => timeout < interval,
      "has a timeout that is not shorter than the interval",
    ),
  tags,
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html */
const actions = z.tuple([
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("forward"), targetGroupArn: filled }),
    z.strictObject({
      type: z.literal("redirect"),
      redirect: z.strictObject({
        protocol: z.enum(["HTTP", "HTTPS"]),
        port: z.string().regex(/^[1-9]\d{0,4}$/),
        statusCode: z.enum(["HTTP_301", "HTTP_302"]),
      }),
    }),
  ]),
]);

/**
 * The policies with TLS 1.3 and forward secrecy; a listener's default is none of them.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const tlsPolicy = z.enum([
  "ELBSecurityPolicy-TLS13-1-3-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
]);

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
const listened = { loadBalancerArn: filled, port, defaultActions: actions, tags };
const listener = z
  .discriminatedUnion("protocol", [
    z.strictObject({ ...listened, protocol: z.literal("HTTP") }),
    z.strictObject({
      ...listened,
      protocol: z.literal("HTTPS"),
      certificateArn: z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/),
      sslPolicy: tlsPolicy,
    }),
  ])
  .refine(
    ({ protocol, port, defaultActions: [action] }) =>
      action.type !== "redirect" ||
      action.redirect.protocol !== protocol ||
      action.redirect.port !== String(port),
    "redirects to itself",
  );

const scaled = {
  serviceNamespace: z.literal("ecs"),
  scalableDimension: z.literal("ecs:service:DesiredCount"),
  resourceId: z.string().regex(/^service\/[^/]+\/[^/]+$/),
};

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
const scalableTarget = z
  .strictObject({ ...scaled, minCapacity: whole(0, 5000), maxCapacity: whole(0, 5000), tags })
  .refine(({ minCapacity, maxCapacity }) => minCapacity <= maxCapacity, "has a minimum above the maximum");

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html */
const scalingPolicy = z.strictObject({
  ...scaled,
  policyType: z.literal("TargetTrackingScaling"),
  targetTrackingScalingPolicyConfiguration: z.strictObject({
    predefinedMetricSpecification: z.strictObject({
      predefinedMetricType: z.enum([
        "ECSServiceAverageCPUUtilization",
        "ECSServiceAverageMemoryUtilization",
        "ALBRequestCountPerTarget",
      ]),
    }),
    targetValue: z.number().positive(),
    scaleInCooldown: whole(0, 3600),
    scaleOutCooldown: whole(0, 3600),
  }),
});

export const balancing: Proof["bodies"] = {
  "aws:lb/loadBalancer:LoadBalancer": (content) => [{ content, rules: loadBalancer }],
  "aws:lb/targetGroup:TargetGroup": (content) => [{ content, rules: targetGroup }],
  "aws:lb/listener:Listener": (content) => [{ content, rules: listener }],
  "aws:appautoscaling/target:Target": (content) => [{ content, rules: scalableTarget }],
  "aws:appautoscaling/policy:Policy": (content) => [{ content, rules: scalingPolicy }],
};
