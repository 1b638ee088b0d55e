import * as pulumi from "@pulumi/pulumi";
import { CONTRACT, type Fidelity } from "../workload/fidelity";
import { type InstanceCount, instancesOf } from "../workload/instances";
import type { Workload } from "../workload/workload";
import type { Connection } from "./connection";
import { type Readiness, readinessOf } from "./readiness";

/** What each deployment is made from. */
export interface DeploymentArgs {
  workload: Workload;
  /** The image, by digest. */
  image: pulumi.Input<string>;
  /** Whether that is the sample image, whose health command and `/api/info` are known. */
  isSample: boolean;
}

/** What must be running for the deployment to be done: see `verify`. */
export interface Wanted extends Readiness {
  /** By digest. */
  image: string;
  version: string;
  /** Whether it is the sample image, whose instances say who they are. */
  isSample: boolean;
  /** Seconds that a process may take to start; undefined if the workload does not say. */
  startSeconds?: number;
  /** Instances: the same numbers unless an autoscaler chooses within them. */
  min: number;
  max: number;
}

/**
 * What several endpoints mean. `shared`: each leads to all instances that are ready, so that any of them will do. `own`: each
 * instance has one, since the orchestrator has none that they share.
 */
export type Entrances = "shared" | "own";

/**
 * The workload on one orchestrator: the Pulumi component that each of them extends. The outputs are the same everywhere,
 * so that whatever reads a stack needs to know no orchestrator.
 */
export abstract class Deployment extends pulumi.ComponentResource {
  readonly orchestrator: string;
  /** Base URLs, without a trailing slash. */
  abstract readonly endpoints: pulumi.Output<string[]>;
  readonly entrances: Entrances = "shared";
  /** What the engine calls the deployment, e.g. `namespace/deployment`; the orchestrator's `Engine` understands it. */
  abstract readonly reference: pulumi.Output<string>;
  /** The engine that it is deployed to. */
  abstract readonly connection: pulumi.Output<Connection>;
  readonly wanted: pulumi.Output<Wanted>;
  protected readonly instances: InstanceCount;

  /**
   * @param orchestrator its name and its fidelity, which says whether it can autoscale.
   * @param args with the engine to deploy to as `target`.
   */
  protected constructor(
    orchestrator: { name: string; fidelity: Fidelity },
    name: string,
    { workload, image, isSample, target }: DeploymentArgs & { target: Connection },
    options?: pulumi.ComponentResourceOptions,
  ) {
    // The state has a component's inputs from the beginning: even if the first `up` is killed, it says where to look.
    super(`podium:${orchestrator.name}:Deployment`, name, { connection: target }, options);
    this.orchestrator = orchestrator.name;
    this.instances = instancesOf(workload, orchestrator.fidelity.autoscaling.level !== "unsupported");
    const { min, max } = this.instances;
    warnOfLosses(workload, orchestrator.fidelity, this);
    const { version, startSeconds } = workload;
    const readiness = readinessOf(workload);
    this.wanted = pulumi.output({ image, version, isSample, ...readiness, startSeconds, min, max });
  }
}

/** Says during `pulumi up`, too, which keys are set for nothing. */
function warnOfLosses(workload: Workload, fidelity: Fidelity, resource: pulumi.Resource): void {
  const set = {
    stopSignal: workload.stopSignal,
    init: workload.init,
    replaceSeconds: workload.replaceSeconds,
    healthHeaders: workload.health?.headers,
    readinessHeaders: workload.readiness?.headers,
  };
  for (const [key, value] of Object.entries(set)) {
    const item = key as keyof typeof set;
    const { level, effect } = fidelity[item];
    if (value !== undefined && value !== false && level === "unsupported")
      void pulumi.log.warn(`podium:${CONTRACT[item]} has no effect: ${effect}.`, resource);
  }
}
