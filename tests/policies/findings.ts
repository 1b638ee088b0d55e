import { CONTAINER_POLICIES, STACK_POLICIES } from "../../policies/rules";
import { violations } from "../../policies/violations";
import type { PlannedResource } from "../../src/program/resources";
import { asInHost } from "./host";

/** The findings of all policies, each prefixed with the policy's name. */
export function findings(resources: PlannedResource[]): string[] {
  const all = resources.map(asInHost);
  return [
    ...CONTAINER_POLICIES.flatMap((policy) =>
      all.flatMap((each) => (violations(policy, each) ?? []).map((found) => `${policy.name}: ${found}`)),
    ),
    ...STACK_POLICIES.flatMap(({ name, problems }) => problems(all).map((found) => `${name}: ${found}`)),
  ];
}
