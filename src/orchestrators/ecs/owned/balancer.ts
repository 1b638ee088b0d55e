import type { Owned } from "../../engine";
import { all, byKey, isOurs, type Search, unless, unlessDenied } from "./search";

/** The load balancer with its listeners, and the target group, even if nothing refers to that. */
export async function findBalancer(search: Search): Promise<Owned[]> {
  const { clients, owned, workload } = search;
  const api = await clients.balancing();
  const { sdk } = api;
  const [balancers, groups] = await Promise.all([
    unlessDenied(
      unless(
        all(sdk.paginateDescribeLoadBalancers, api, { Names: [workload] }, (page) => page.LoadBalancers),
        "LoadBalancerNotFound",
      ),
    ),
    unlessDenied(all(sdk.paginateDescribeTargetGroups, api, {}, (page) => page.TargetGroups)),
  ]);
  // Pulumi adds a random suffix.
  const named = groups.filter(({ TargetGroupName: name }) => name?.startsWith(workload));
  const ours = await taggedOf(search, [
    ...balancers.map(({ LoadBalancerArn = "" }) => LoadBalancerArn),
    ...named.map(({ TargetGroupArn = "" }) => TargetGroupArn),
  ]);
  const ourBalancers = balancers.filter(({ LoadBalancerArn = "" }) => ours.has(LoadBalancerArn));
  const listeners = ourBalancers.map(({ LoadBalancerArn }) =>
    unlessDenied(all(sdk.paginateDescribeListeners, api, { LoadBalancerArn }, (page) => page.Listeners)),
  );
  return [
    ...(await Promise.all(listeners))
      .flat()
      .map(({ ListenerArn: arn = "", Port }) =>
        owned(
          "lb/listener:Listener",
          arn,
          `listener on port ${Port}`,
          `elbv2 delete-listener --listener-arn ${arn}`,
        ),
      ),
    ...ourBalancers.map(({ LoadBalancerArn: arn = "", LoadBalancerName: name }) =>
      owned(
        "lb/loadBalancer:LoadBalancer",
        arn,
        `load balancer ${name}`,
        `elbv2 delete-load-balancer --load-balancer-arn ${arn}`,
      ),
    ),
    ...named
      .filter(({ TargetGroupArn = "" }) => ours.has(TargetGroupArn))
      .map(({ TargetGroupArn: arn = "", TargetGroupName: name }) =>
        owned(
          "lb/targetGroup:TargetGroup",
          arn,
          `target group ${name}`,
          `elbv2 delete-target-group --target-group-arn ${arn}`,
        ),
      ),
  ];
}

/**
 * The most resources whose tags Elastic Load Balancing describes in one call.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
 */
const PAGE = 20;

/** Those of these ARNs that have the workload's tags. */
async function taggedOf(search: Search, arns: string[]): Promise<Set<string | undefined>> {
  const { sdk, send } = await search.clients.balancing();
  const tagged = new Set<string | undefined>();
  for (let start = 0; start < arns.length; start += PAGE) {
    const command = new sdk.DescribeTagsCommand({ ResourceArns: arns.slice(start, start + PAGE) });
    for (const { ResourceArn, Tags } of (await send(command)).TagDescriptions ?? []) {
      if (isOurs(search, byKey(Tags))) tagged.add(ResourceArn);
    }
  }
  return tagged;
}
