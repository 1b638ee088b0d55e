import { containersOf, expresses } from "./containers";
import type { ContainerPolicy, Resource } from "./policy";

/** What in a resource violates a policy; undefined where the policy does not apply to the resource. */
export function violations(policy: ContainerPolicy, resource: Resource): string[] | undefined {
  if (!expresses(resource.type, policy.item)) return undefined;
  return containersOf(resource).flatMap((container) => {
    const problem = policy.problem(container);
    return problem ? [`${container.name} ${problem}.`] : [];
  });
}
