import {
  type ConfigMap,
  LocalWorkspace,
  type PulumiCommand,
  Stack,
  StackNotFoundError,
  type Workspace,
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
  outputsIn,
  type State,
  unfinishedTypes,
} from "./checkpoint";
import { explainDamage } from "./damage";
import { Diagnostics } from "./failure";
import type { Interruption } from "./interruption";
import { unlocking } from "./lock";
import { type Common, type Context, operate } from "./operation";
import { configFile, folderOf, optionsWith, type Project, STACK, stateFile } from "./projects";
import { setConfig } from "./setConfig";
import { exportState, importState, lastResult } from "./state";
import { isMissing } from "./stateFiles";

/** The Pulumi operations of one project's stack. Each throws a Failure with a message for the user. */
export class ProjectStack {
  #state: State | undefined;
  #selected: Promise<Stack> | undefined;

  private constructor(
    readonly project: Project,
    private readonly workspace: Workspace,
  ) {}

  /** The stack, created if it does not exist. */
  static async open(project: Project, pulumi: PulumiCommand): Promise<ProjectStack> {
    const found = await ProjectStack.find(project, pulumi);
    if (found) return found;
    const created = await guarded(
      () => LocalWorkspace.createOrSelectStack(placeOf(project), optionsWith(project, pulumi)),
      project,
    );
    const stack = new ProjectStack(project, created.workspace);
    stack.#selected = Promise.resolve(withoutReading(created));
    return stack;
  }

  /** The stack if it exists. */
  static async find(project: Project, pulumi: PulumiCommand): Promise<ProjectStack | undefined> {
    if (isMissing(project)) return undefined;
    return guarded(async () => {
      const { workDir } = placeOf(project);
      const workspace = await LocalWorkspace.create({ workDir, ...optionsWith(project, pulumi) });
      const stack = new ProjectStack(project, workspace);
      try {
        stack.#state = await exportState(workspace, project);
        return stack;
      } catch (error) {
        if (error instanceof StackNotFoundError) return undefined;
        throw error;
      }
    }, project);
  }

  /**
   * Creates, updates and deletes resources until they are what the program asks for.
   * @param engine what it is deployed to; Pulumi is interrupted when that stops responding.
   * @returns whether anything changed.
   */
  async up(report: Progress, interruption?: Interruption, engine?: Engine): Promise<boolean> {
    const context = { report, interruption, engine };
    const refresh = await this.#recover(context);
    let counts: Record<string, number> = {};
    await this.#run(context, (stack, { onEvent, ...options }) =>
      stack.up({
        ...options,
        refresh,
        onEvent: (event) => {
          onEvent(event);
          if (event.summaryEvent) counts = event.summaryEvent.resourceChanges as Record<string, number>;
        },
      }),
    );
    // A read is that of another stack's outputs.
    const { same = 0, read: _, ...changes } = counts;
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
    await guarded(() => this.workspace.removeStack(STACK, { preserveConfig }));
  }

  #destroy(context: Context, refresh: boolean) {
    return this.#run(context, (stack, options) => stack.destroy({ ...options, refresh }));
  }

  /** The stack's configuration file. */
  get configFile(): string {
    return configFile(this.project);
  }

  /** The stack's configuration; objects are JSON. */
  config(): Promise<ConfigMap> {
    return guarded(() => this.workspace.getAllConfig(STACK));
  }

  /** Sets values of the configuration. */
  configure(values: ConfigMap): Promise<void> {
    return guarded(() => setConfig(this.workspace, values));
  }

  /** The stack's outputs, or undefined if it was never deployed. */
  async outputs(): Promise<Record<string, unknown> | undefined> {
    return outputsIn(await this.#read());
  }

  /** The state, read once until the next operation. */
  async #read(): Promise<State> {
    return (this.#state ??= await guarded(() => exportState(this.workspace, this.project), this.project));
  }

  /** What the state says about the deployment; undefined if `up` has never begun. */
  async begun(): Promise<Begun | undefined> {
    return begunIn(await this.#read());
  }

  /** Whether an operation on it was killed. */
  async isUnfinished(): Promise<boolean> {
    return isInterrupted(await this.#read());
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
    // Not what was read before: somebody else may have deployed meanwhile.
    this.#state = undefined;
    const [state, result] = await Promise.all([
      this.#read(),
      guarded(() => lastResult(this.workspace, this.project), this.project),
    ]);
    if (unfinishedTypes(state).size) {
      const { report, engine } = context;
      const workload = begunIn(state)?.workload;
      const owned = engine && workload ? await engine.owned(workload) : [];
      const { state: next, added, adopted } = adoptUnfinished(state, owned);
      const stack = await this.#select();
      await guarded(() => unlocking(stack, () => importState(this.workspace, next)));
      for (const { name } of adopted) report(`removing ${name}, which an interrupted run has left`);
      const target = added.filter((each) => !each.delete).map(({ urn }) => urn);
      if (target.length) await this.#run(context, (stack, options) => stack.destroy({ ...options, target }));
    }
    return isInterrupted(state) || (result !== undefined && result !== "succeeded");
  }

  /** The stack for operations. */
  #select(): Promise<Stack> {
    return (this.#selected ??= guarded(
      async () => withoutReading(await Stack.select(STACK, withoutSelecting(this.workspace))),
      this.project,
    ));
  }

  /** Runs an operation of Pulumi, after which the state is another one. */
  async #run<T>(context: Context, action: (stack: Stack, options: Common) => Promise<T>): Promise<T> {
    const stack = await this.#select();
    this.#state = undefined;
    return operate(stack, this.project, context, (options) => action(stack, options));
  }
}

const placeOf = (project: Project) => ({ stackName: STACK, workDir: folderOf(project) });

/**
 * After each operation, the SDK reads the outputs and the history by three processes of the CLI. What is needed of them is
 * also in the operation's events and in the state, which one process reads.
 */
const withoutReading = (stack: Stack): Stack =>
  Object.assign(stack, { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) });

/** The stack is known to exist, and every operation names it, so that none depends on which one is selected. */
const withoutSelecting = (workspace: Workspace): Workspace =>
  Object.assign(Object.create(workspace) as Workspace, { selectStack: () => Promise.resolve() });

/** @param project where the action reads the state of its stack. */
async function guarded<T>(action: () => Promise<T>, project?: Project): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const failure = error instanceof Failure ? error : new Diagnostics().failure(error);
    throw project ? explainDamage(failure, stateFile(project)) : failure;
  }
}
