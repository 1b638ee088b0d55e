import type { Owned } from "../../engine";
import { all, isOurs, type Search, unlessDenied } from "./search";

/** What scales the service. */
export async function findAutoscaling(search: Search): Promise<Owned[]> {
  const { clients, owned, workload } = search;
  const api = await clients.autoscaling();
  const { sdk, send } = api;
  const ServiceNamespace = "ecs" as const;
  const ResourceId = `service/${workload}/${workload}`;
  const input = { ServiceNamespace, ResourceIds: [ResourceId] };
  const [target] = await all(sdk.paginateDescribeScalableTargets, api, input, (page) => page.ScalableTargets);
  if (!target) return [];
  const { ScalableTargetARN: ResourceARN, ScalableDimension: dimension } = target;
  if (!isOurs(search, (await send(new sdk.ListTagsForResourceCommand({ ResourceARN }))).Tags)) return [];
  const policies = await unlessDenied(
    all(
      sdk.paginateDescribeScalingPolicies,
      api,
      { ServiceNamespace, ResourceId },
      (page) => page.ScalingPolicies,
    ),
  );
  const options = `--service-namespace ecs --scalable-dimension ${dimension} --resource-id ${ResourceId}`;
  return [
    ...policies.map(({ PolicyName: name = "" }) =>
      owned(
        "appautoscaling/policy:Policy",
        name,
        `scaling policy ${name}`,
        `application-autoscaling delete-scaling-policy ${options} --policy-name ${name}`,
      ),
    ),
    owned(
      "appautoscaling/target:Target",
      ResourceId,
      `scalable target ${ResourceId}`,
      `application-autoscaling deregister-scalable-target ${options}`,
    ),
  ];
}
