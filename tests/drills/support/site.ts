import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../../src/orchestrators";
import type { Engine, Probe } from "../../../src/orchestrators/engine";
import type { Orchestrator } from "../../../src/orchestrators/orchestrator";
import type { Change, Site } from "../../../src/drills/site";
import type { TakenNode } from "../../../src/drills/takenNodes";
import { type Behaviour, FakeCluster, IMAGE, OWN, PROBE, READINESS, type Release } from "./cluster";
import type { StackOutputs } from "../../../src/program/outputs";
import { parseWorkload } from "../../../src/workload/schema";

/** The deployment on a fake cluster. It stands in for Pulumi, and believes what the engine's API returns. */
export class FakeSite implements Site {
  name: OrchestratorName = ORCHESTRATOR_NAMES[0]!;
  orchestrator: Orchestrator = ORCHESTRATORS[this.name];
  engine: Engine;
  readonly workload = parseWorkload({ name: "podium-dev", publicPort: 8087 });
  restored = 0;
  /** What became of nodes. */
  readonly log: string[] = [];
  private taken?: TakenNode;
  #release: Release;
  #wanted: Release;

  private constructor(
    readonly cluster: FakeCluster,
    public probe: Probe,
  ) {
    this.engine = cluster.engine;
    this.#release = { image: this.#isSample ? IMAGE : OWN, version: "v1", replicas: 2, env: {} };
    this.#wanted = this.#release;
  }

  static with(behaviour: Partial<Behaviour> = {}, probe = PROBE): Promise<FakeSite> {
    return FakeSite.on(new FakeCluster(behaviour), probe);
  }

  static async on(cluster: FakeCluster, probe = PROBE): Promise<FakeSite> {
    const site = new FakeSite(cluster, probe);
    await cluster.listen();
    await site.up();
    return site;
  }

  get outputs(): StackOutputs {
    const { image, version, replicas, autoscaling } = this.#wanted;
    const endpoints = this.cluster.endpoints(replicas);
    return {
      endpoints,
      entrances: this.cluster.behaviour.endpoints === "one for each instance" ? "own" : "shared",
      reference: "fake",
      connection: {},
      wanted: {
        image,
        version,
        isSample: this.#isSample,
        readinessPath: READINESS,
        min: autoscaling?.min ?? replicas,
        max: autoscaling?.max ?? replicas,
      },
    };
  }

  get #isSample(): boolean {
    return this.cluster.behaviour.image === "the sample";
  }

  async configure({ env = {}, ...change }: Change): Promise<void> {
    this.#release = { ...this.#release, ...change, env: { ...this.#release.env, ...env } };
  }

  async up(): Promise<void> {
    await this.cluster.release(this.#release);
    this.#wanted = this.#release;
  }

  async remove(): Promise<void> {
    this.cluster.removeAll();
  }

  /** Nothing is really stopped: the cluster loses the node instead. */
  async takeNode(taken: TakenNode, action: () => Promise<void>): Promise<void> {
    this.taken = taken;
    this.log.push(`${taken.node} ${taken.how}`);
    if (taken.how === "drained") return action();
    this.cluster.lose(taken.node);
  }

  async giveNodeBack(): Promise<void> {
    if (!this.taken) return;
    this.log.push(`${this.taken.node} given back`);
    this.cluster.giveBack(this.taken.node);
    this.taken = undefined;
  }

  async restore(): Promise<void> {
    await this.giveNodeBack();
    this.restored++;
  }
}
