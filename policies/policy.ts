import type { ContractItem } from "../src/workload/fidelity";
import type { Container } from "../src/orchestrators/policies";

/** A resource as Pulumi shows it to a policy. Secrets are plain here, so no message may contain a value. */
export interface Resource {
  /** The Pulumi type token, e.g. `random:index/randomString:RandomString`. */
  type: string;
  name: string;
  props: Record<string, unknown>;
}

interface Policy {
  /** The policy's name in Pulumi's output and configuration. */
  name: string;
  description: string;
}

/** A rule for each container of each resource. */
export interface ContainerPolicy extends Policy {
  /** The item of the contract that it checks: it does not apply to an orchestrator that cannot express that item. */
  item: ContractItem;
  /** What is wrong with a container, to be read after its name; undefined if nothing is. */
  problem(container: Container): string | undefined;
}

/** A rule for all resources of a stack together. */
export interface StackPolicy extends Policy {
  problems(resources: Resource[]): string[];
}
