import { existsSync, readFileSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { endIfInterrupted, type Interruption } from "../automation/interruption";
import { update } from "../automation/deploy";
import { remove } from "../automation/remove";
import { runsSample } from "../automation/projects";
import { ProjectStack } from "../automation/stacks";
import { isOwn } from "../verdict/judge";
import { verify } from "../verdict/verify";
import { writeFile } from "../common/files";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Engine, Probe } from "../orchestrators/engine";
import { engineOf } from "../orchestrators/engines";
import type { Orchestrator } from "../orchestrators/orchestrator";
import { type Workload } from "../workload/workload";
import { type Found, Journal } from "./journal";
import type { Change, Site } from "./site";
import { giveNodeBack } from "./giveBack";
import { takeAway } from "./takeAway";
import type { TakenNode, TakenNodes } from "./takenNodes";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import type { StackOutputs } from "../program/outputs";
import { contractValues } from "../program/configFile";
import { overWorkloadFile } from "../program/workloadFile";
import { withPlaces } from "../workload/places";
import { parseWorkload } from "../workload/schema";

export interface Surroundings {
  pulumi: PulumiCommand;
  journal: Journal;
  nodes: TakenNodes;
  /** Interrupts drills, but never restoring. */
  interruption: Interruption;
}

/** The Pulumi stack of one orchestrator, as a site for drills. */
export class PulumiSite implements Site {
  readonly orchestrator: Orchestrator;
  #outputs?: StackOutputs;
  #engine?: Engine;
  #probe: Probe = { reachable: false, reason: "nothing is deployed", remedy: "" };
  #changed = false;

  private constructor(
    readonly name: OrchestratorName,
    private stack: ProjectStack,
    readonly workload: Workload,
    readonly found: Found,
    private readonly surroundings: Surroundings,
  ) {
    this.orchestrator = ORCHESTRATORS[name];
  }

  /** Opens the stack and deploys it, as `podium up` does. */
  static async open(
    name: OrchestratorName,
    surroundings: Surroundings,
    report: Progress,
  ): Promise<PulumiSite> {
    report("checking what is deployed");
    const stack = await ProjectStack.open(name, surroundings.pulumi);
    const outputs = (await stack.outputs()) as StackOutputs | undefined;
    const found = foundAs(stack, name, outputs?.wanted !== undefined);
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    if (!found.deployed) surroundings.journal.add(name, found);
    // Even if it is already deployed: pending changes of the configuration must not be taken for a drill's effect.
    try {
      await site.up(report);
      await site.#verify(report, surroundings.interruption);
    } catch (error) {
      await site.close(report);
      throw error;
    }
    return site;
  }

  /**
   * The stack as it is deployed, without changing it; undefined if nothing is deployed.
   * @throws Failure if the next update would replace the sample image with one of the user's own, or the other way round.
   */
  static async find(name: OrchestratorName, surroundings: Surroundings): Promise<PulumiSite | undefined> {
    const stack = await ProjectStack.find(name, surroundings.pulumi);
    const outputs = (await stack?.outputs()) as StackOutputs | undefined;
    if (!stack || !outputs?.wanted) return undefined;
    if (isOwn(outputs.wanted) === runsSample(name)) {
      throw new Failure(
        isOwn(outputs.wanted)
          ? `an image of your own is deployed, and the sample image is configured. Run \`podium up ${name}\` first.`
          : `the sample image is deployed, and one of your own is configured (podium:image). Run \`podium up ${name}\` first.`,
      );
    }
    const found = foundAs(stack, name, true);
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    await site.#use(outputs);
    return site;
  }

  /** Restores, from the journal, what a session that did not end properly has left. */
  static async recover(
    name: OrchestratorName,
    found: Found,
    surroundings: Surroundings,
    report: Progress,
  ): Promise<void> {
    const stack = await ProjectStack.open(name, surroundings.pulumi);
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    site.#changed = true;
    if (found.deployed) await site.restore(report);
    else await site.close(report);
  }

  get probe(): Probe {
    return this.#probe;
  }

  get outputs(): StackOutputs {
    if (!this.#outputs) throw new Failure("Nothing is deployed.");
    return this.#outputs;
  }

  get engine(): Engine {
    if (!this.#engine) throw new Failure("Nothing is deployed.");
    return this.#engine;
  }

  async configure({ version, image, replicas, autoscaling, env }: Change): Promise<void> {
    this.#toChange();
    const config = await this.stack.config();
    const variables = config["podium:env"];
    const merged = env && { ...(JSON.parse(variables?.value ?? "{}") as Record<string, unknown>), ...env };
    await this.stack.configure({
      ...(version && { "podium:version": { value: version } }),
      ...(image && { "podium:image": { value: image } }),
      ...(replicas && { "podium:replicas": { value: String(replicas) } }),
      ...(autoscaling && { "podium:autoscaling": { value: JSON.stringify(autoscaling) } }),
      ...(merged && { "podium:env": { value: JSON.stringify(merged), secret: variables?.secret } }),
    });
  }

  async up(report: Progress): Promise<void> {
    await this.#up(report, this.surroundings.interruption);
  }

  async remove(report: Progress): Promise<void> {
    this.#toChange();
    await remove(this.name, this.surroundings.pulumi, report, this.surroundings.interruption);
  }

  async takeNode(node: TakenNode, action: () => Promise<void>): Promise<void> {
    this.surroundings.nodes.add(this.name, node);
    await action();
  }

  giveNodeBack(report: Progress): Promise<void> {
    return giveNodeBack(this.name, this.surroundings.nodes, report);
  }

  async restore(report: Progress): Promise<void> {
    await this.giveNodeBack(report);
    if (!this.#changed) return;
    report("restoring the deployment");
    this.stack = await ProjectStack.open(this.name, this.surroundings.pulumi);
    writeFile(this.stack.configFile, this.found.config);
    await this.#up(report);
    await this.#verify(report);
    this.#changed = false;
    if (this.found.deployed) this.surroundings.journal.remove(this.name);
  }

  /** Removes the deployment, unless it existed before `open`. */
  async close(report: Progress): Promise<void> {
    await this.giveNodeBack(report);
    if (this.found.deployed) return;
    await takeAway(this.name, this.found, this.surroundings, report);
  }

  #toChange(): void {
    this.surroundings.journal.add(this.name, this.found);
    this.#changed = true;
  }

  async #up(report: Progress, interruption?: Interruption): Promise<void> {
    // Removing the deployment removes the stack as well.
    this.stack = await ProjectStack.open(this.name, this.surroundings.pulumi);
    const { outputs } = await update(this.stack, this.name, report, interruption);
    await this.#use(outputs);
  }

  async #use(outputs: StackOutputs): Promise<void> {
    this.#outputs = outputs;
    this.#engine = await engineOf(this.name, outputs.connection);
    this.#probe = await this.#engine.probe();
  }

  async #verify(report: Progress, interruption?: Interruption): Promise<void> {
    report("waiting for every instance to respond");
    const { problems } = await verify(this.outputs, this.engine, interruption?.stop);
    if (problems.length) {
      endIfInterrupted(interruption);
      throw new Failure(`The deployment is not healthy: ${problems.join("; ")}`);
    }
  }
}

/** What is recorded of a stack, so that it can be restored. */
const foundAs = ({ configFile }: ProjectStack, name: OrchestratorName, deployed: boolean): Found => ({
  deployed,
  config: existsSync(configFile) ? readFileSync(configFile, "utf8") : "",
  isSample: runsSample(name),
});

/** The configured workload. Its name and port, which differ between stacks, do not matter to drills. */
async function workloadOf(stack: ProjectStack): Promise<Workload> {
  const config = Object.entries(await stack.config()).map(([key, { value }]) => [key, value]);
  const {
    values: { image: _, ...input },
    places,
  } = overWorkloadFile(contractValues(Object.fromEntries(config)));
  return withPlaces(places, () => parseWorkload({ name: "drill", publicPort: 8080, ...input }));
}
