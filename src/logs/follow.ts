import type { LogSink } from "./read";
import type { Engine, Instance } from "../orchestrators/engine";
import { pause } from "../common/pause";
import { reasonOf } from "../common/reason";

/** Seconds between looks at the list of instances, and before a failed log is tried again. */
const INTERVAL = 2;

/** Failed looks in a row after which that is reported. */
const FAILED_LOOKS = 5;

/**
 * Follows the logs of all instances until `signal` is aborted, including those that start or restart later. After a failure
 * a log is followed again from its last line: what was written meanwhile is missing.
 * @returns false, immediately, if no log can be read.
 * @throws Error if the engine cannot be reached at the first look.
 */
export async function followLogs(
  engine: Engine,
  reference: string,
  tail: number | undefined,
  sink: LogSink,
  signal: AbortSignal,
): Promise<boolean> {
  const follower = new Follower(engine, reference, sink, signal);
  // All lines of instances that start later are new.
  for (let wanted = tail; !signal.aborted; wanted = undefined) {
    await follower.look(wanted);
    await pause(INTERVAL, signal);
    if (follower.isInVain) return false;
  }
  return true;
}

/** How the log of one instance is followed. */
interface Followed {
  /** Identifies the process that writes it: an engine may restart an instance under the same name, with a new log. */
  startedAt?: string;
  tail?: number;
  state: "open" | "ended" | "failed";
  /** Why it last failed. */
  problem?: string;
  hasLines: boolean;
}

class Follower {
  readonly #followed = new Map<string, Followed>();
  /** Undefined until the engine has responded once. */
  #failedLooks?: number;
  #hasRead = false;

  constructor(
    private readonly engine: Engine,
    private readonly reference: string,
    private readonly sink: LogSink,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether every log that was tried has failed, and none could ever be read. */
  get isInVain(): boolean {
    const all = [...this.#followed.values()];
    return all.length > 0 && !this.#hasRead && all.every(({ state }) => state === "failed");
  }

  /** Lists the instances once, and starts following new ones. */
  async look(tail: number | undefined): Promise<void> {
    for (const { id, state, startedAt } of await this.#instances()) {
      const known = this.#followed.get(id);
      // A starting instance may have no log yet.
      if (state === "starting" || known?.state === "open") continue;
      if (!known) void this.#follow(id, { startedAt, tail });
      else if (startedAt && startedAt !== known.startedAt) void this.#follow(id, { startedAt });
      else if (known.state === "failed")
        void this.#follow(id, { ...known, tail: known.hasLines ? 1 : known.tail });
    }
  }

  async #instances(): Promise<Instance[]> {
    try {
      const instances = await this.engine.instances(this.reference);
      this.#failedLooks = 0;
      return instances;
    } catch (error) {
      if (this.#failedLooks === undefined) throw error;
      if (++this.#failedLooks === FAILED_LOOKS)
        this.sink.problem(this.reference, `the engine does not list its instances: ${reasonOf(error)}`);
      return [];
    }
  }

  async #follow(id: string, from: Pick<Followed, "startedAt" | "tail" | "problem">): Promise<void> {
    const followed: Followed = { ...from, state: "open", hasLines: false };
    this.#followed.set(id, followed);
    const options = { tail: from.tail, follow: true, signal: this.signal };
    try {
      for await (const line of this.engine.logs(this.reference, id, options)) {
        this.#hasRead = followed.hasLines = true;
        followed.problem = undefined;
        this.sink.line(id, line);
      }
      this.#hasRead = true;
      followed.state = "ended";
    } catch (error) {
      followed.state = "failed";
      if (this.signal.aborted) return;
      const reason = reasonOf(error);
      // It is retried; the same reason is reported once.
      if (reason !== followed.problem) this.sink.problem(id, reason);
      followed.problem = reason;
    }
  }
}
