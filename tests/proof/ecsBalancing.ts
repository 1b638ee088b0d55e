import { z } from "zod";
import type { Proof } from "./proof";
import { distinct, filled, path, port, whole } from "./rules";

// Not of ECS itself, but what decides over its tasks: in the words of AWS's provider, with the limits of AWS's API.

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const loadBalancer = z.strictObject({
  name: z
    .string()
    .max(32)
    .regex(/^(?!internal-)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/, "no name of a load balancer"),
  loadBalancerType: z.literal("application"),
  internal: z.literal(false),
  // Of two availability zones at least.
  subnets: z.array(filled).min(2).refine(distinct, "a subnet twice"),
  securityGroups: z.array(filled).min(1),
  idleTimeout: whole(1, 4000),
  dropInvalidHeaderFields: z.boolean(),
  enableDeletionProtection: z.boolean(),
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const targetGroup = z.strictObject({
  port,
  protocol: z.enum(["HTTP", "HTTPS"]),
  // The only type that Fargate's tasks have.
  targetType: z.literal("ip"),
  vpcId: filled,
  deregistrationDelay: whole(0, 3600),
  healthCheck: z
    .strictObject({
      enabled: z.literal(true),
      protocol: z.enum(["HTTP", "HTTPS"]),
      port: z.literal("traffic-port"),
      path: path.max(1024),
      matcher: z.string().regex(/^[2-4]\d\d([-,][2-4]\d\d)*$/),
      interval: whole(5, 300),
      timeout: whole(2, 120),
      healthyThreshold: whole(2, 10),
      unhealthyThreshold: whole(2, 10),
    })
    .refine(({ interval, timeout }) => timeout < interval, "a timeout that is not shorter than the interval"),
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
const listener = z.strictObject({
  loadBalancerArn: filled,
  port,
  protocol: z.enum(["HTTP", "HTTPS"]),
  defaultActions: z.tuple([z.strictObject({ type: z.literal("forward"), targetGroupArn: filled })]),
});

const scaled = {
  serviceNamespace: z.literal("ecs"),
  scalableDimension: z.literal("ecs:service:DesiredCount"),
  resourceId: z.string().regex(/^service\/[^/]+\/[^/]+$/),
};

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
const scalableTarget = z
  .strictObject({ ...scaled, minCapacity: whole(0, 5000), maxCapacity: whole(0, 5000) })
  .refine(({ minCapacity, maxCapacity }) => minCapacity <= maxCapacity, "a minimum above the maximum");

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
