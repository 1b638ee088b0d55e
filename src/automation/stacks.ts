import {
  type ConfigMap,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import type { Engine } from "../orchestrators/engine";
import { defaultName } from "../program/settings";
import { readWorkloadFile } from "../program/workloadFile";
import {
  adoptUnfinished,
  begunIn,
  type Begun,
  isInterrupted,
  type State,
  unfinishedTypes,
} from "./checkpoint";
import { explainDamage } from "./damage";
import { describe } from "./events";
import { Diagnostics, warningOf } from "./failure";
import { whileResponding } from "./heartbeat";
import { endIfInterrupted, type Interruption } from "./interruption";
import { unlocking } from "./lock";
import { configFile, folderOf, optionsWith, type Project, STACK, stateFile, withPlace } from "./projects";
import { setConfig } from "./setConfig";
import { exportState, importState } from "./state";

/** The options of every Pulumi operation. */
type Common = Pick<UpOptions, "onEvent" | "signal" | "suppressProgress" | "color">;

/** What an operation runs with. */
interface Context {
  report: Progress;
  interruption?: Interruption;
  engine?: Engine;
}

/** The Pulumi operations of one project's stack. Each throws a Failure with a message for the user. */
export class ProjectStack {
  private constructor(
    readonly project: Project,
    private readonly stack: Stack,
  ) {}

  /** The stack, created if it does not exist. */
  static async open(project: Project, pulumi: PulumiCommand): Promise<ProjectStack> {
    const stack = await guarded(
      () =>
        LocalWorkspace.createOrSelectStack(
          { stackName: STACK, workDir: folderOf(project) },
          optionsWith(project, pulumi),
        ),
      project,
    );
    return new ProjectStack(project, stack);
  }

  /** The stack if it exists. */
  static async find(project: Project, pulumi: PulumiCommand): Promise<ProjectStack | undefined> {
    const stack = await guarded(async () => {
      const options = { workDir: folderOf(project), ...optionsWith(project, pulumi) };
      const workspace = await LocalWorkspace.create(options);
      const stacks = await workspace.listStacks();
      return stacks.some(({ name }) => name === STACK) ? Stack.select(STACK, workspace) : undefined;
    }, project);
    return stack && new ProjectStack(project, stack);
  }

  /**
   * Creates, updates and deletes resources until they are what the program asks for.
   * @param engine what it is deployed to; Pulumi is interrupted when that stops responding.
   * @returns whether anything changed.
   */
  async up(report: Progress, interruption?: Interruption, engine?: Engine): Promise<boolean> {
    const context = { report, interruption, engine };
    const refresh = await this.#recover(context);
    const { summary } = await this.#run(context, (options) => this.stack.up({ ...options, refresh }));
    const { same = 0, ...changes } = (summary.resourceChanges ?? {}) as Record<string, number>;
    return Object.values(changes).some((count) => count > 0) || same === 0;
  }

  /** Deletes all resources; the stack remains, without any. */
  async destroy(report: Progress, interruption?: Interruption, engine?: Engine): Promise<void> {
    const context = { report, interruption, engine };
    const refresh = await this.#recover(context);
    try {
      await this.#destroy(context, refresh);
    } catch (error) {
      // A refresh also reads the image's stack, which may be gone: destroying does not need it.
      if (!refresh || !/unknown stack/.test((error as Failure).message)) throw error;
      await this.#destroy(context, false);
    }
  }

  /** Removes the stack, which has no resources any more; its configuration, if any, is kept. */
  async remove(): Promise<void> {
    const preserveConfig = Object.keys(await this.config()).length > 0;
    await guarded(() => this.stack.workspace.removeStack(STACK, { preserveConfig }));
  }

  #destroy(context: Context, refresh: boolean) {
    return this.#run(context, (options) => this.stack.destroy({ ...options, refresh }));
  }

  /** The stack's configuration file. */
  get configFile(): string {
    return configFile(this.project);
  }

  /** The stack's configuration; objects are JSON. */
  config(): Promise<ConfigMap> {
    return guarded(() => this.stack.getAllConfig());
  }

  /** Sets values of the configuration. */
  configure(values: ConfigMap): Promise<void> {
    return guarded(() => setConfig(this.stack, values));
  }

  /** The stack's outputs, or undefined if it was never deployed. */
  async outputs(): Promise<Record<string, unknown> | undefined> {
    const outputs = await guarded(() => this.stack.outputs(), this.project);
    const entries = Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]);
    return entries.length ? Object.fromEntries(entries) : undefined;
  }

  #state(): Promise<State> {
    return guarded(() => exportState(this.stack), this.project);
  }

  /** What the state says about the deployment; undefined if `up` has never begun. */
  async begun(): Promise<Begun | undefined> {
    return begunIn(await this.#state());
  }

  /** The workload's name, as configured. */
  async configuredName(): Promise<string> {
    const name = (await this.config())["podium:name"]?.value ?? readWorkloadFile()?.values["name"];
    return name === undefined ? defaultName(STACK) : String(name);
  }

  /**
   * Removes what an operation that was killed was creating: half of it may exist, and the state does not have its id.
   * @returns whether what exists may differ from the state in other ways, so that the engine must be asked first.
   */
  async #recover(context: Context): Promise<boolean> {
    const state = await this.#state();
    if (unfinishedTypes(state).size) {
      const { report, engine } = context;
      const workload = begunIn(state)?.workload;
      const owned = engine && workload ? await engine.owned(workload) : [];
      const { state: next, added, adopted } = adoptUnfinished(state, owned);
      await guarded(() => unlocking(this.stack, () => importState(this.stack, next)));
      for (const { name } of adopted) report(`removing ${name}, which an interrupted run has left`);
      const target = added.filter((each) => !each.delete).map(({ urn }) => urn);
      if (target.length) await this.#run(context, (options) => this.stack.destroy({ ...options, target }));
    }
    const last = await guarded(() => this.stack.info());
    return isInterrupted(state) || (last !== undefined && last.result !== "succeeded");
  }

  /** Runs an operation of Pulumi for as long as the engine responds. */
  async #run<T>(
    { report, interruption, engine }: Context,
    operation: (options: Common) => Promise<T>,
  ): Promise<T> {
    const attempt = (signal?: AbortSignal) =>
      this.#attempt(report, signal, (options) => {
        endIfInterrupted(interruption);
        return operation(options);
      });
    return engine
      ? whileResponding(engine, interruption?.processes, attempt)
      : attempt(interruption?.processes);
  }

  async #attempt<T>(
    report: Progress,
    signal: AbortSignal | undefined,
    operation: (options: Common) => Promise<T>,
  ): Promise<T> {
    let diagnostics = new Diagnostics();
    const onEvent = (event: EngineEvent) => {
      diagnostics.add(event);
      const progress = describe(event) ?? warningOf(event);
      if (progress) report(withPlace(progress, this.project));
    };
    try {
      return await unlocking(this.stack, () => {
        diagnostics = new Diagnostics();
        return operation({ onEvent, signal, suppressProgress: true, color: "never" });
      });
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(withPlace(diagnostics.failure(error).message, this.project));
    }
  }
}

/** @param project where the action reads the state of its stack. */
async function guarded<T>(action: () => Promise<T>, project?: Project): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const failure = error instanceof Failure ? error : new Diagnostics().failure(error);
    throw project ? explainDamage(failure, stateFile(project)) : failure;
  }
}
