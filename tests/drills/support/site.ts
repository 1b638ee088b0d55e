import type { StackOutputs } from "../../../src/verdict/verify";
import { ORCHESTRATORS, type OrchestratorName } from "../../../src/orchestrators";
import type { Probe } from "../../../src/orchestrators/engine";
import type { Orchestrator } from "../../../src/orchestrators/orchestrator";
import type { Change, Site } from "../../../src/drills/site";
import { parseWorkload } from "../../../src/workload/workload";
import { type Behaviour, FakeCluster, IMAGE, PROBE, type Release } from "./cluster";

/** The deployment of a fake cluster; Pulumi's part is played here, and believes what the engine's API returns. */
export class FakeSite implements Site {
  name: OrchestratorName = "swarm";
  readonly orchestrator: Orchestrator;
  readonly workload = parseWorkload({ name: "podium-dev", publicPort: 8087 });
  restored = 0;
  #release: Release = { version: "v1", replicas: 2, env: {} };
  #wanted = this.#release;

  private constructor(
    readonly cluster: FakeCluster,
    public probe: Probe,
  ) {
    this.orchestrator = {
      ...ORCHESTRATORS.kubernetes,
      fidelity: ORCHESTRATORS.kubernetes.fidelity,
      engine: cluster.engine,
    };
  }

  static async with(behaviour: Partial<Behaviour> = {}, probe = PROBE): Promise<FakeSite> {
    const site = new FakeSite(new FakeCluster(behaviour), probe);
    await site.cluster.listen();
    await site.up();
    return site;
  }

  get outputs(): StackOutputs {
    const { version, replicas } = this.#wanted;
    const endpoints = this.cluster.endpoints(replicas);
    return { endpoints, reference: "fake", wanted: { image: IMAGE, version, replicas } };
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

  async restore(): Promise<void> {
    this.restored++;
  }
}
