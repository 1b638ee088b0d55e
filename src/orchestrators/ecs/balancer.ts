import { Listener, type ListenerArgs } from "@pulumi/aws/lb/listener";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import { targetCheck } from "./checks";
import { type Https, httpPort, TLS_POLICY } from "./https";
import type { Network } from "./network";

export interface Balancer {
  loadBalancer: LoadBalancer;
  targets: TargetGroup;
  listeners: Listener[];
}

/** An Application Load Balancer that spreads requests over the tasks, which ECS registers by IP address. */
export function makeBalancer(
  name: string,
  workload: Workload,
  { vpcId, subnetIds, routes }: Network,
  securityGroup: pulumi.Input<string>,
  https: Https | undefined,
  options: pulumi.CustomResourceOptions,
): Balancer {
  const loadBalancer = new LoadBalancer(
    name,
    {
      name: workload.name,
      loadBalancerType: "application",
      internal: false,
      subnets: subnetIds,
      securityGroups: [securityGroup],
      // Shorter than the service keeps idle connections, so that the balancer never sends on one that is being closed.
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
    },
    // AWS refuses a public load balancer in a VPC without an internet gateway.
    { ...options, dependsOn: routes },
  );
  const targets = new TargetGroup(
    name,
    {
      // Never used: ECS registers each task with the port of its container.
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      vpcId,
      // Seconds for requests in flight before ECS sends SIGTERM. AWS's default of 300 would slow down every update.
      deregistrationDelay: workload.stopSeconds,
      healthCheck: targetCheck(workload.readiness),
    },
    options,
  );
  const forward = { type: "forward", targetGroupArn: targets.arn };
  // Named after the port, of which a load balancer has one listener: a port that changes its protocol keeps its listener,
  // and a second one for it would be refused while the first exists.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
  const listener = (port: number, args: Omit<ListenerArgs, "loadBalancerArn">, dependsOn?: Listener) =>
    new Listener(
      `${name}-${port}`,
      { loadBalancerArn: loadBalancer.arn, port, ...args },
      { ...options, dependsOn },
    );
  const secure =
    https &&
    listener(workload.publicPort, {
      protocol: "HTTPS",
      certificateArn: https.certificateArn,
      sslPolicy: TLS_POLICY,
      defaultActions: [forward],
    });
  const plain = listener(
    httpPort(workload.publicPort, https),
    { protocol: "HTTP", defaultActions: [https ? redirectTo(workload.publicPort) : forward] },
    // Not before the listener that it redirects to.
    secure,
  );
  return { loadBalancer, targets, listeners: secure ? [plain, secure] : [plain] };
}

const redirectTo = (port: number) => ({
  type: "redirect",
  redirect: { protocol: "HTTPS", port: String(port), statusCode: "HTTP_301" },
});

/** The load balancer's public URL; MiniStack serves it at a path of its own. */
export function endpointOf(
  loadBalancer: LoadBalancer,
  publicPort: number,
  { https, emulator }: { https?: Https; emulator?: string },
): pulumi.Output<string> {
  const { dnsName, name } = loadBalancer;
  if (emulator) return pulumi.interpolate`${emulator}/_alb/${name}`;
  if (!https) return pulumi.interpolate`http://${dnsName}${publicPort === 80 ? "" : `:${publicPort}`}`;
  // No certificate is valid for the name that AWS assigns to a load balancer.
  dnsName.apply((target) =>
    pulumi.log.info(`Point ${https.domain} at ${target} with a CNAME record`, loadBalancer),
  );
  return pulumi.output(`https://${https.domain}${publicPort === 443 ? "" : `:${publicPort}`}`);
}
