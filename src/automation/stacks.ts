import { delimiter, join, resolve } from "node:path";
import {
  type ConfigMap,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { IMAGE_PROJECT, IMAGE_STACK } from "../image/reference";
import { Failure } from "../common/errors";
import { ROOT } from "../common/paths";
import type { Progress } from "../common/progress";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Engine } from "../orchestrators/engine";
import { Diagnostics } from "./failure";
import { whileResponding } from "./heartbeat";
import { endIfInterrupted, type Interruption } from "./interruption";
import { describeHolders, holdersIn, isLeftBehind } from "./lock";
import { passphraseVariables } from "./passphrase";

/** The stack that `podium` uses in each project; with plain Pulumi it is `--stack dev`. */
export const STACK = IMAGE_STACK;

/** A Pulumi project of this kit: an orchestrator's, or the image's. */
export type Project = OrchestratorName | "image";

/** The options of every Pulumi operation. */
type Common = Pick<UpOptions, "onEvent" | "signal" | "suppressProgress" | "color">;

/** What an operation runs with. */
interface Context {
  report: Progress;
  interruption?: Interruption;
  engine?: Engine;
}

const folderOf = (project: Project) => (project === "image" ? ROOT : ORCHESTRATORS[project].stack);
const projectName = (project: Project) => (project === "image" ? IMAGE_PROJECT : `podium-${project}`);

/** The configuration file of a project's stack. */
export const configFile = (project: Project) => join(folderOf(project), `Pulumi.${STACK}.yaml`);

/** The Pulumi operations of one project's stack. Each throws a Failure with a message for the user. */
export class ProjectStack {
  private constructor(
    readonly project: Project,
    private readonly stack: Stack,
  ) {}

  /** The stack, created if it does not exist. */
  static async open(project: Project, pulumi: PulumiCommand): Promise<ProjectStack> {
    const stack = await guarded(() =>
      LocalWorkspace.createOrSelectStack(
        { stackName: STACK, workDir: folderOf(project) },
        optionsWith(project, pulumi),
      ),
    );
    return new ProjectStack(project, stack);
  }

  /** The stack if it exists. */
  static async find(project: Project, pulumi: PulumiCommand): Promise<ProjectStack | undefined> {
    const options = { stackName: STACK, workDir: folderOf(project) };
    const stacks = await guarded(async () => {
      const workspace = await LocalWorkspace.create({
        workDir: options.workDir,
        ...optionsWith(project, pulumi),
      });
      return workspace.listStacks();
    });
    if (!stacks.some(({ name }) => name === STACK)) return undefined;
    return new ProjectStack(
      project,
      await guarded(() => LocalWorkspace.selectStack(options, optionsWith(project, pulumi))),
    );
  }

  /**
   * Creates, updates and deletes resources until they are what the program asks for.
   * @param engine what it is deployed to; Pulumi is interrupted when that stops responding.
   * @returns whether anything changed.
   */
  async up(report: Progress, interruption?: Interruption, engine?: Engine): Promise<boolean> {
    const refresh = await this.#endedBadly();
    const { summary } = await this.#run({ report, interruption, engine }, (options) =>
      this.stack.up({ ...options, refresh }),
    );
    const { same = 0, ...changes } = (summary.resourceChanges ?? {}) as Record<string, number>;
    return Object.values(changes).some((count) => count > 0) || same === 0;
  }

  /** Destroys all resources and removes the stack; its configuration, if any, is kept. */
  async down(report: Progress, interruption?: Interruption, engine?: Engine): Promise<void> {
    const refresh = await this.#endedBadly();
    const context = { report, interruption, engine };
    try {
      await this.#destroy(context, refresh);
    } catch (error) {
      // A refresh also reads the image's stack, which may be gone: destroying does not need it.
      if (!refresh || !/unknown stack/.test((error as Failure).message)) throw error;
      await this.#destroy(context, false);
    }
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
    return guarded(() => this.stack.setAllConfig(values));
  }

  /** The stack's outputs, or undefined if it was never deployed. */
  async outputs(): Promise<Record<string, unknown> | undefined> {
    const outputs = await guarded(() => this.stack.outputs());
    const entries = Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]);
    return entries.length ? Object.fromEntries(entries) : undefined;
  }

  /** After a failure the state may differ from what exists, so the engine is asked first. */
  async #endedBadly(): Promise<boolean> {
    const last = await guarded(() => this.stack.info());
    return last !== undefined && last.result !== "succeeded";
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
    for (let attempt = 1; ; attempt++) {
      const diagnostics = new Diagnostics();
      const onEvent = (event: EngineEvent) => {
        diagnostics.add(event);
        const progress = describe(event);
        if (progress) report(progress);
      };
      try {
        return await operation({ onEvent, signal, suppressProgress: true, color: "never" });
      } catch (error) {
        if (attempt === 1 && (await this.#unlockedFrom(error))) continue;
        throw diagnostics.failure(error);
      }
    }
  }

  /** Removes a lock that a killed process has left behind. Returns whether there was one. */
  async #unlockedFrom(error: unknown): Promise<boolean> {
    const holders = holdersIn((error as Error).message);
    if (!holders) return false;
    if (!isLeftBehind(holders)) {
      throw new Failure(
        `The stack ${STACK} of ${projectName(this.project)} is locked by ${describeHolders(holders)}. ` +
          "Wait for it to end. If it no longer runs, remove its lock with " +
          `\`pulumi cancel --cwd ${folderOf(this.project)} --stack ${STACK}\`.`,
      );
    }
    await guarded(() => this.stack.cancel());
    return true;
  }
}

const optionsWith = (project: Project, pulumiCommand: PulumiCommand) => ({
  pulumiCommand,
  envVars: { ...passphraseVariables(), ...pathVariables(project), PULUMI_SKIP_UPDATE_CHECK: "true" },
});

/** The environment variables with paths that a project's program reads, made absolute. */
function pathVariables(project: Project): Record<string, string> {
  const names = (project !== "image" && ORCHESTRATORS[project].pathVariables) || [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      if (!value) return [];
      return [
        [
          name,
          value
            .split(delimiter)
            .map((path) => path && resolve(path))
            .join(delimiter),
        ],
      ];
    }),
  );
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof Failure ? error : new Diagnostics().failure(error);
  }
}

/** E.g. "create Service podium-dev"; undefined for what exists only in Pulumi's state. */
function describe({ resourcePreEvent, resOutputsEvent }: EngineEvent): string | undefined {
  const { op, urn } = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata ?? {};
  if (!op || !urn || ["same", "read", "refresh"].includes(op)) return undefined;
  const [types = "", name = ""] = urn.split("::").slice(-2);
  const type = types.split("$").at(-1)!;
  if (/^(pulumi|podium):/.test(type)) return undefined;
  return `${op} ${type.split(":").at(-1)} ${name}${resOutputsEvent ? ": done" : ""}`;
}
