import * as pulumi from "@pulumi/pulumi";
import type { OrchestratorName } from "../orchestrators";
import type { Workload } from "../workload/workload";

/** What each deployment is made from. */
export interface DeploymentArgs {
  workload: Workload;
  /** The image, by digest. */
  image: pulumi.Input<string>;
}

/** What must be running for the deployment to be done: see `verify`. */
export interface Wanted {
  image: string;
  version: string;
  /** Instances; the fewest, where an autoscaler chooses how many. */
  replicas: number;
  /** The most that an autoscaler may choose; undefined where none does. */
  maxReplicas?: number;
}

/** Those that autoscaling is expressed on, see their fidelity; on the others there are always `replicas`. */
const AUTOSCALERS: OrchestratorName[] = ["ecs", "kubernetes", "nomad", "service-fabric"];

/**
 * The workload on one orchestrator: the Pulumi component that each of the seven extends. Their outputs are the same,
 * so that whatever reads a stack needs to know no orchestrator.
 */
export abstract class Deployment extends pulumi.ComponentResource {
  readonly orchestrator: OrchestratorName;
  /** Base URLs, without a slash at the end; more than one only where the orchestrator has no shared endpoint. */
  abstract readonly endpoints: pulumi.Output<string[]>;
  /** What the engine calls the deployment, e.g. `namespace/deployment`; the orchestrator's `Engine` understands it. */
  abstract readonly reference: pulumi.Output<string>;
  readonly wanted: pulumi.Output<Wanted>;

  protected constructor(
    orchestrator: OrchestratorName,
    name: string,
    args: DeploymentArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(`podium:${orchestrator}:Deployment`, name, {}, options);
    const { version, replicas, autoscaling } = args.workload;
    const { min, max } =
      autoscaling && AUTOSCALERS.includes(orchestrator) ? autoscaling : { min: replicas, max: undefined };
    this.orchestrator = orchestrator;
    this.wanted = pulumi.output({ image: args.image, version, replicas: min, maxReplicas: max });
  }
}
