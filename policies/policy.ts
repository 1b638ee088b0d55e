import type { ContractItem } from "../src/workload/fidelity";
import type { Container } from "./containers";

/** A resource as Pulumi shows it to a policy: what was secret is plain here, so no message may tell a value. */
export interface Resource {
  /** The Pulumi type token, e.g. `kubernetes:apps/v1:Deployment`. */
  type: string;
  name: string;
  props: Record<string, unknown>;
}

interface Policy {
  /** What Pulumi calls the policy, and what its configuration names. */
  name: string;
  description: string;
}

/** A rule that each container of each resource keeps by itself. */
export interface ContainerPolicy extends Policy {
  /** What of the contract it is about: it does not apply to an orchestrator that cannot express that. */
  item: ContractItem;
  /** What is wrong with a container, to be read after its name. */
  problem(container: Container): string | undefined;
}

/** A rule that only all resources together can keep. */
export interface StackPolicy extends Policy {
  problems(resources: Resource[]): string[];
}
