import { containersOf, expresses } from "./readers";
import type { ContainerPolicy, Resource } from "./policy";

/** How a resource violates a policy; undefined if the policy does not apply to it. */
export function violations(policy: ContainerPolicy, resource: Resource): string[] | undefined {
  if (!expresses(resource.type, policy.item)) return undefined;
  return containersOf(resource).flatMap((container) => {
    const problem = policy.problem(container);
    return problem ? [`${container.name} ${problem}.`] : [];
  });
}
