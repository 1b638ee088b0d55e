import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, startOf } from "../automation/processes";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { PODIUM_FOLDER } from "../common/paths";

const schema = z.object({
  pid: z.number(),
  /** Together with the number, which is given to another process one day. */
  started: z.string().optional(),
  command: z.string(),
  names: z.array(z.enum(ORCHESTRATOR_NAMES)),
});

/** A session at work: its process, and the orchestrators whose deployments it may change. */
export type Claim = z.infer<typeof schema>;

/**
 * Which sessions are at work. Each writes a file of its own, and then looks for others': of two that begin at the same
 * moment at least one sees the other. What a process has left that has ended counts for nothing.
 */
export class Claims {
  constructor(private readonly folder = join(PODIUM_FOLDER, "sessions")) {}

  /**
   * Claims all deployments for this process, until it ends or releases them.
   * @returns the session that is at work already, if there is one: then nothing is claimed.
   */
  begin(): Claim | undefined {
    this.narrow(ORCHESTRATOR_NAMES);
    const { other } = this;
    if (other) this.release();
    return other;
  }

  /** Claims no more than these any longer. */
  narrow(names: readonly OrchestratorName[]): void {
    const { pid } = process;
    const command = ["podium", ...process.argv.slice(2)].join(" ");
    const own: Claim = { pid, started: startOf(pid), command, names: [...names] };
    mkdirSync(this.folder, { recursive: true });
    // In one step: nobody finds half a file.
    writeFileSync(join(this.folder, `${pid}.new`), JSON.stringify(own));
    renameSync(join(this.folder, `${pid}.new`), join(this.folder, `${pid}.json`));
  }

  release(): void {
    rmSync(join(this.folder, `${process.pid}.json`), { force: true });
  }

  /** The session that is at work in another process. */
  get other(): Claim | undefined {
    if (!existsSync(this.folder)) return undefined;
    const files = readdirSync(this.folder).filter((file) => file.endsWith(".json"));
    return files
      .flatMap((file) => this.#read(file))
      .find(({ pid, started }) => pid !== process.pid && isAlive(pid) && startOf(pid) === started);
  }

  /** Nothing if it has just been released. */
  #read(file: string): Claim[] {
    try {
      return [schema.parse(JSON.parse(readFileSync(join(this.folder, file), "utf8")))];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }
}

/** E.g. "podium serve, process 4711, is at work on swarm, nomad". */
export const atWork = ({ command, pid, names }: Claim) =>
  `${command}, process ${pid}, is at work on ${names.length === ORCHESTRATOR_NAMES.length ? "all deployments" : names.join(", ")}`;
