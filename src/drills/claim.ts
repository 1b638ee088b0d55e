import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  /** Whether it still looks for others. */
  isBeginning: z.boolean().optional(),
});

/** An active session: its process and the orchestrators whose deployments it may change. */
export type Claim = z.infer<typeof schema>;

/** Milliseconds between two looks at sessions that begin at the same moment. */
const LOOK = 20;

/** The active sessions, a file for each. Files left behind by processes that have ended are ignored. */
export class Claims {
  constructor(private readonly folder = join(PODIUM_FOLDER, "sessions")) {}

  /**
   * Claims all deployments for this process until it ends or releases them.
   *
   * Each session first writes its file and then looks for others. Of those that begin at the same moment, the one with the
   * lowest process id waits until the others have given up, or one of them had not seen it and is active: so at most one
   * goes on, and one does.
   * @returns the session that is already active, if any; then nothing is claimed.
   * @throws Failure if the file of another process is damaged.
   */
  async begin(): Promise<Claim | undefined> {
    this.#write({ names: [...ORCHESTRATOR_NAMES], isBeginning: true });
    try {
      for (;;) {
        const { others } = this;
        const first = others.find(({ pid, isBeginning }) => !isBeginning || pid < process.pid);
        if (first) {
          this.release();
          return first;
        }
        if (!others.length) break;
        await sleep(LOOK);
      }
    } catch (error) {
      this.release();
      throw error;
    }
    this.narrow(ORCHESTRATOR_NAMES);
    return undefined;
  }

  /** Reduces the claim to these orchestrators. */
  narrow(names: readonly OrchestratorName[]): void {
    this.#write({ names: [...names] });
  }

  /** Ends the claim. */
  release(): void {
    rmSync(this.#fileOf(process.pid), { force: true });
  }

  /**
   * The active sessions of other processes.
   * @throws Failure if the file of one is damaged.
   */
  get others(): Claim[] {
    if (!existsSync(this.folder)) return [];
    const pids = readdirSync(this.folder).flatMap((file) => /^(\d+)\.json$/.exec(file)?.[1] ?? []);
    return pids
      .map(Number)
      .filter((pid) => pid !== process.pid && isAlive(pid))
      .flatMap((pid) => this.#read(pid))
      .filter(({ pid, started }) => startOf(pid) === started);
  }

  #fileOf(pid: number): string {
    return join(this.folder, `${pid}.json`);
  }

  #write(claim: Pick<Claim, "names" | "isBeginning">): void {
    const { pid } = process;
    const command = ["podium", ...process.argv.slice(2)].join(" ");
    const own: Claim = { pid, started: startOf(pid), command, ...claim };
    writeFile(this.#fileOf(pid), JSON.stringify(own));
  }

  /** Empty if the claim has just been released. */
  #read(pid: number): Claim[] {
    const file = this.#fileOf(pid);
    try {
      return [schema.parse(JSON.parse(readFileSync(file, "utf8")))];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw new Failure(
        `${file} is damaged: it says what the process ${pid} works on. If that is no session of Podium, delete the file.`,
      );
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
  const other = new Claims().others.find(
    (each) => !names.length || names.some((name) => each.names.includes(name)),
  );
  if (!other) return;
  throw new Failure(
    `${atWork(other)}. Stop it with Ctrl-C where it runs, or with \`kill ${other.pid}\`: it then restores everything. ` +
      `After that, run \`${command}\` again.`,
  );
}
