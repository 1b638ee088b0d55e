import { PolicyPack, type ResourceValidationPolicy, type StackValidationPolicy } from "@pulumi/policy";
import type { ContainerPolicy, StackPolicy } from "./policy";
import { CONTAINER_POLICIES, STACK_POLICIES } from "./rules";
import { violations } from "./violations";

const toResourcePolicy = (policy: ContainerPolicy): ResourceValidationPolicy => ({
  name: policy.name,
  description: policy.description,
  validateResource(resource, reportViolation) {
    const found = violations(policy, resource);
    if (!found) return resource.notApplicable("it has no containers, or cannot express this");
    for (const violation of found) reportViolation(violation);
  },
});

const toStackPolicy = ({ name, description, problems }: StackPolicy): StackValidationPolicy => ({
  name,
  description,
  validateStack({ resources }, reportViolation) {
    for (const problem of problems(resources)) reportViolation(problem);
  },
});

new PolicyPack("podium", {
  enforcementLevel: "mandatory",
  policies: [...CONTAINER_POLICIES.map(toResourcePolicy), ...STACK_POLICIES.map(toStackPolicy)],
});
