import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, startOf } from "../automation/processes";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";

const schema = z.object({
  pid: z.number(),
  /** When the process started: distinguishes it from a later one with the same pid. */
  started: z.string().optional(),
  command: z.string(),
  names: z.array(z.enum(ORCHESTRATOR_NAMES)),
});

/** An active session: its process and the orchestrators whose deployments it may change. */
export type Claim = z.infer<typeof schema>;

/**
 * The active sessions. Each first writes its own file and then looks for others, so of two that start at the same moment,
 * at least one sees the other. Files left behind by processes that have ended are ignored.
 */
export class Claims {
  constructor(private readonly folder = join(PODIUM_FOLDER, "sessions")) {}

  /**
   * Claims all deployments for this process until it ends or releases them.
   * @returns the session that is already active, if any; then nothing is claimed.
   */
  begin(): Claim | undefined {
    this.narrow(ORCHESTRATOR_NAMES);
    const { other } = this;
    if (other) this.release();
    return other;
  }

  /** Reduces the claim to these orchestrators. */
  narrow(names: readonly OrchestratorName[]): void {
    const { pid } = process;
    const command = ["podium", ...process.argv.slice(2)].join(" ");
    const own: Claim = { pid, started: startOf(pid), command, names: [...names] };
    writeFile(join(this.folder, `${pid}.json`), JSON.stringify(own));
  }

  /** Ends the claim. */
  release(): void {
    rmSync(join(this.folder, `${process.pid}.json`), { force: true });
  }

  /** The active session of another process, if any. */
  get other(): Claim | undefined {
    if (!existsSync(this.folder)) return undefined;
    const files = readdirSync(this.folder).filter((file) => file.endsWith(".json"));
    return files
      .flatMap((file) => this.#read(file))
      .find(({ pid, started }) => pid !== process.pid && isAlive(pid) && startOf(pid) === started);
  }

  /** Empty if the claim has just been released. */
  #read(file: string): Claim[] {
    try {
      return [schema.parse(JSON.parse(readFileSync(join(this.folder, file), "utf8")))];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }
}

/** E.g. "`podium serve` (process 4711) is running on all deployments". */
export const atWork = ({ command, pid, names }: Claim) =>
  `\`${command}\` (process ${pid}) is running on ${names.length === ORCHESTRATOR_NAMES.length ? "all deployments" : names.join(", ")}`;

/**
 * @param names what the command would change; all deployments if there are none.
 * @throws Failure while a session may change the same.
 */
export function refuseWhileAtWork(command: string, names: OrchestratorName[]): void {
  const { other } = new Claims();
  if (!other || (names.length && !names.some((name) => other.names.includes(name)))) return;
  throw new Failure(
    `${atWork(other)}. Stop it with Ctrl-C where it runs, or with \`kill ${other.pid}\`: it then restores everything. ` +
      `After that, run \`${command}\` again.`,
  );
}
