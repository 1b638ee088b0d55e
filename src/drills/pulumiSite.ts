import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { Failure } from "../automation/failure";
import { endIfInterrupted, type Interruption } from "../automation/interruption";
import { remove } from "../automation/remove";
import { ProjectStack, type Report } from "../automation/stacks";
import { type StackOutputs, verify } from "../verdict/verify";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";
import type { Orchestrator } from "../orchestrators/orchestrator";
import { parseWorkload, type Workload, type WorkloadInput } from "../workload/workload";
import { type Found, Journal } from "./journal";
import type { Change, Site } from "./site";
import { takeAway } from "./takeAway";

export interface Surroundings {
  pulumi: PulumiCommand;
  journal: Journal;
  /** Of the drills. Putting things back is not to be stopped. */
  interruption: Interruption;
  probe: Probe;
}

/** The stack of one orchestrator. */
export class PulumiSite implements Site {
  readonly orchestrator: Orchestrator;
  #outputs?: StackOutputs;
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

  /** The stack, deployed as `podium up` does it. */
  static async open(name: OrchestratorName, surroundings: Surroundings, report: Report): Promise<PulumiSite> {
    report("looking at what is deployed");
    const stack = await ProjectStack.open(name, surroundings.pulumi);
    const outputs = (await stack.outputs()) as StackOutputs | undefined;
    const found = { deployed: outputs?.wanted !== undefined, config: readConfig(stack) };
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    if (!found.deployed) surroundings.journal.add(name, found);
    // Also where it is deployed: what has been configured since then must not be taken for a drill's effect.
    try {
      await site.up(report);
      await site.#verify(report, surroundings.interruption);
    } catch (error) {
      await site.close(report);
      throw error;
    }
    return site;
  }

  /** The stack as it is deployed, without touching it; undefined if nothing is. */
  static async find(name: OrchestratorName, surroundings: Surroundings): Promise<PulumiSite | undefined> {
    const stack = await ProjectStack.find(name, surroundings.pulumi);
    const outputs = (await stack?.outputs()) as StackOutputs | undefined;
    if (!stack || !outputs?.wanted) return undefined;
    const found = { deployed: true, config: readConfig(stack) };
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    site.#outputs = outputs;
    return site;
  }

  /** Puts back what a session that did not end in good order has left, as its journal says. */
  static async recover(
    name: OrchestratorName,
    found: Found,
    surroundings: Surroundings,
    report: Report,
  ): Promise<void> {
    const stack = await ProjectStack.open(name, surroundings.pulumi);
    const site = new PulumiSite(name, stack, await workloadOf(stack), found, surroundings);
    site.#changed = true;
    if (found.deployed) await site.restore(report);
    else await site.close(report);
  }

  get probe(): Probe {
    return this.surroundings.probe;
  }

  get outputs(): StackOutputs {
    if (!this.#outputs) throw new Failure("Nothing is deployed.");
    return this.#outputs;
  }

  async configure({ version, replicas, env }: Change): Promise<void> {
    this.#toChange();
    const config = await this.stack.config();
    const variables = config["podium:env"];
    const merged = env && { ...(JSON.parse(variables?.value ?? "{}") as Record<string, unknown>), ...env };
    await this.stack.configure({
      ...(version && { "podium:version": { value: version } }),
      ...(replicas && { "podium:replicas": { value: String(replicas) } }),
      ...(merged && { "podium:env": { value: JSON.stringify(merged), secret: variables?.secret } }),
    });
  }

  async up(report: Report): Promise<void> {
    await this.#up(report, this.surroundings.interruption);
  }

  async remove(report: Report): Promise<void> {
    this.#toChange();
    await remove(this.name, this.surroundings.pulumi, report, this.surroundings.interruption);
  }

  async restore(report: Report): Promise<void> {
    if (!this.#changed) return;
    report("putting it back as it was");
    this.stack = await ProjectStack.open(this.name, this.surroundings.pulumi);
    writeFileSync(this.stack.configFile, this.found.config);
    await this.#up(report);
    await this.#verify(report);
    this.#changed = false;
    if (this.found.deployed) this.surroundings.journal.remove(this.name);
  }

  /** Leaves the orchestrator as it was before `open`. */
  async close(report: Report): Promise<void> {
    if (this.found.deployed) return;
    await takeAway(this.name, this.found, this.surroundings, report);
  }

  #toChange(): void {
    this.surroundings.journal.add(this.name, this.found);
    this.#changed = true;
  }

  async #up(report: Report, interruption?: Interruption): Promise<void> {
    // Removing it has taken the stack away, too.
    this.stack = await ProjectStack.open(this.name, this.surroundings.pulumi);
    await this.stack.up(report, interruption);
    this.#outputs = (await this.stack.outputs()) as unknown as StackOutputs;
  }

  async #verify(report: Report, interruption?: Interruption): Promise<void> {
    report("waiting until every instance has answered");
    const { problems, answering } = await verify(this.outputs, this.orchestrator.engine, interruption?.stop);
    if (problems.length) {
      endIfInterrupted(interruption);
      throw new Failure(`The deployment does not run: ${problems.join("; ")}`);
    }
    if (!answering.length)
      throw new Failure("The instances do not tell who they are: drills need Podium's own image.");
  }
}

const readConfig = ({ configFile }: ProjectStack) =>
  existsSync(configFile) ? readFileSync(configFile, "utf8") : "";

/** What is configured of the contract; the names and ports that stacks differ in are no matter of drills. */
async function workloadOf(stack: ProjectStack): Promise<Workload> {
  const prefix = "podium:";
  const values = Object.entries(await stack.config())
    .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}image`)
    .map(([key, { value }]): [string, unknown] => [
      key.slice(prefix.length),
      value.startsWith("{") ? JSON.parse(value) : value,
    ]);
  return parseWorkload({ name: "drill", publicPort: 8080, ...(Object.fromEntries(values) as WorkloadInput) });
}
