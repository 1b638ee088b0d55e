import { join } from "node:path";
import {
  type ConfigMap,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { IMAGE_PROJECT, IMAGE_STACK } from "../image/reference";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { ROOT, stackFolder } from "../common/paths";
import { Diagnostics, Failure } from "./failure";
import { whileAnswering } from "./heartbeat";
import { endIfInterrupted, type Interruption } from "./interruption";
import { describeHolders, holdersIn, isLeftBehind } from "./lock";
import { passphraseVariables } from "./passphrase";

/** The stack that `podium` uses in each project; `pulumi stack select dev` shows the same one. */
export const STACK = IMAGE_STACK;

/** A Pulumi project of this kit: an orchestrator's, or the image's. */
export type Project = OrchestratorName | "image";

/** What all operations of Pulumi are given. */
type Common = Pick<UpOptions, "onEvent" | "signal" | "suppressProgress" | "color">;

/** Told what happens meanwhile, in a few words. */
export type Report = (progress: string) => void;

const folderOf = (project: Project) => (project === "image" ? ROOT : stackFolder(project));
const projectName = (project: Project) => (project === "image" ? IMAGE_PROJECT : `podium-${project}`);

/** The file that the configuration of a project's stack is written in. */
export const configFile = (project: Project) => join(folderOf(project), `Pulumi.${STACK}.yaml`);

/** The Pulumi operations of one project's stack. Each throws a Failure whose message is fit for a person. */
export class ProjectStack {
  private constructor(
    readonly project: Project,
    private readonly stack: Stack,
  ) {}

  /** The stack, made if there is none. */
  static async open(project: Project, pulumi: PulumiCommand): Promise<ProjectStack> {
    const stack = await guarded(() =>
      LocalWorkspace.createOrSelectStack(
        { stackName: STACK, workDir: folderOf(project) },
        optionsWith(pulumi),
      ),
    );
    return new ProjectStack(project, stack);
  }

  /** The stack if it exists. */
  static async find(project: Project, pulumi: PulumiCommand): Promise<ProjectStack | undefined> {
    const options = { stackName: STACK, workDir: folderOf(project) };
    const stacks = await guarded(async () => {
      const workspace = await LocalWorkspace.create({ workDir: options.workDir, ...optionsWith(pulumi) });
      return workspace.listStacks();
    });
    if (!stacks.some(({ name }) => name === STACK)) return undefined;
    return new ProjectStack(
      project,
      await guarded(() => LocalWorkspace.selectStack(options, optionsWith(pulumi))),
    );
  }

  /** Makes the engine's resources what the program says. Returns whether anything changed. */
  async up(report: Report, interruption?: Interruption): Promise<boolean> {
    const refresh = await this.#endedBadly();
    const { summary } = await this.#run(report, interruption, (options) =>
      this.stack.up({ ...options, refresh }),
    );
    const { same = 0, ...changes } = (summary.resourceChanges ?? {}) as Record<string, number>;
    return Object.values(changes).some((count) => count > 0) || same === 0;
  }

  /** Takes everything away, and the stack with it; configuration that someone has set is kept. */
  async down(report: Report, interruption?: Interruption): Promise<void> {
    const refresh = await this.#endedBadly();
    try {
      await this.#destroy(report, refresh, interruption);
    } catch (error) {
      // What the image's stack told is refreshed, too, and that stack may be gone: to destroy, it is not needed.
      if (!refresh || !/unknown stack/.test((error as Failure).message)) throw error;
      await this.#destroy(report, false, interruption);
    }
    const preserveConfig = Object.keys(await this.config()).length > 0;
    await guarded(() => this.stack.workspace.removeStack(STACK, { preserveConfig }));
  }

  #destroy(report: Report, refresh: boolean, interruption?: Interruption) {
    return this.#run(report, interruption, (options) => this.stack.destroy({ ...options, refresh }));
  }

  /** The file that the stack's configuration is written in. */
  get configFile(): string {
    return configFile(this.project);
  }

  /** The stack's configuration; objects are JSON. */
  config(): Promise<ConfigMap> {
    return guarded(() => this.stack.getAllConfig());
  }

  /** Sets some values of the configuration. */
  configure(values: ConfigMap): Promise<void> {
    return guarded(() => this.stack.setAllConfig(values));
  }

  /** The stack's outputs, or undefined if it was never deployed. */
  async outputs(): Promise<Record<string, unknown> | undefined> {
    const outputs = await guarded(() => this.stack.outputs());
    const entries = Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]);
    return entries.length ? Object.fromEntries(entries) : undefined;
  }

  /** After a failure the state may say something else than the engine: then the engine is asked first. */
  async #endedBadly(): Promise<boolean> {
    const last = await guarded(() => this.stack.info());
    return last !== undefined && last.result !== "succeeded";
  }

  /** Has Pulumi do something with the engine, for as long as that answers. */
  async #run<T>(
    report: Report,
    interruption: Interruption | undefined,
    operation: (options: Common) => Promise<T>,
  ): Promise<T> {
    const attempt = (signal?: AbortSignal) =>
      this.#attempt(report, signal, (options) => {
        endIfInterrupted(interruption);
        return operation(options);
      });
    if (this.project === "image") return attempt(interruption?.processes);
    return whileAnswering(ORCHESTRATORS[this.project].engine, interruption?.processes, attempt);
  }

  async #attempt<T>(
    report: Report,
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

  /** A process that was killed leaves its lock behind. True if that was the case, and the lock is gone. */
  async #unlockedFrom(error: unknown): Promise<boolean> {
    const holders = holdersIn((error as Error).message);
    if (!holders) return false;
    if (!isLeftBehind(holders)) {
      throw new Failure(
        `The stack ${STACK} of ${projectName(this.project)} is locked by ${describeHolders(holders)}. ` +
          "Wait for it to end; if it does not run any more, take its lock away with: " +
          `pulumi cancel --cwd ${folderOf(this.project)} --stack ${STACK}`,
      );
    }
    await guarded(() => this.stack.cancel());
    return true;
  }
}

const optionsWith = (pulumiCommand: PulumiCommand) => ({
  pulumiCommand,
  envVars: { ...passphraseVariables(), PULUMI_SKIP_UPDATE_CHECK: "true" },
});

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof Failure ? error : new Diagnostics().failure(error);
  }
}

/** E.g. "create Deployment podium-dev"; nothing of what Pulumi only keeps books of. */
function describe({ resourcePreEvent, resOutputsEvent }: EngineEvent): string | undefined {
  const { op, urn } = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata ?? {};
  if (!op || !urn || ["same", "read", "refresh"].includes(op)) return undefined;
  const [types = "", name = ""] = urn.split("::").slice(-2);
  const type = types.split("$").at(-1)!;
  if (/^(pulumi|podium):/.test(type)) return undefined;
  return `${op} ${type.split(":").at(-1)} ${name}${resOutputsEvent ? ": done" : ""}`;
}
