import type { EventEmitter } from "node:events";
import { decimal, integer, type Parser } from "./parse";

/** The faults in force. */
export interface FaultState {
  /** Nothing but /faults gets an answer. */
  hang: boolean;
  /** /readyz says no. */
  unready: boolean;
  /** Milliseconds that every answer to traffic is held back. */
  latencyMs: number;
  /** The share, 0 to 1, of the traffic that is answered with 500. */
  errorRate: number;
  /** MiB allocated and touched so far. */
  memoryMiB: number;
}

/** A fault to begin: one of the state's, or the end of the process. */
export type FaultOrder =
  | { kind: "crash" | "hang" | "unready" }
  | { kind: "latency"; ms: number }
  | { kind: "errors"; rate: number }
  | { kind: "memory"; mb: number };

export const latencyMs: Parser<number> = integer(1, 600_000);
export const errorRate: Parser<number> = decimal(0, 1);
export const memoryMiB: Parser<number> = integer(1, 65_536);

/** Reads `unready`, `crash`, `hang`, `latency:<ms>` or `errors:<rate>`. */
export function parseFault(value: string): FaultOrder {
  const [kind, parameter, ...rest] = value.split(":");
  if (rest.length === 0 && parameter === undefined) {
    if (kind === "crash" || kind === "hang" || kind === "unready") return { kind };
  } else if (rest.length === 0 && parameter !== undefined) {
    if (kind === "latency") return { kind, ms: latencyMs(parameter) };
    if (kind === "errors") return { kind, rate: errorRate(parameter) };
  }
  throw new Error("must be unready, crash, hang, latency:<ms> or errors:<rate>");
}

const NONE: FaultState = { hang: false, unready: false, latencyMs: 0, errorRate: 0, memoryMiB: 0 };
const CHUNK_MIB = 16;

/** The faults of this instance: begun one by one, cleared all at once. */
export class Faults {
  private current: FaultState = { ...NONE };
  private readonly waiting = new Set<() => void>();
  private memory: Buffer[] = [];

  /** The parameter ends the process as a crash would. */
  constructor(private readonly crash: () => void) {}

  get state(): FaultState {
    return { ...this.current };
  }

  /** Begins one fault; those already in force stay. */
  begin(order: FaultOrder): void {
    if (order.kind === "crash") this.crash();
    else if (order.kind === "latency") this.current.latencyMs = order.ms;
    else if (order.kind === "errors") this.current.errorRate = order.rate;
    else if (order.kind === "memory") this.allocate(order.mb);
    else this.current[order.kind] = true;
  }

  /** Ends every fault; the requests that hung are answered now. */
  clear(): void {
    this.current = { ...NONE };
    this.memory = [];
    for (const release of this.waiting) release();
    this.waiting.clear();
  }

  /** Resolves at once, or when the hang has been cleared or the client has left. */
  async hold(response: Pick<EventEmitter, "once">): Promise<void> {
    if (!this.current.hang) return;
    await new Promise<void>((release) => {
      this.waiting.add(release);
      // A long hang under load would otherwise keep every request of it, and end for want of memory.
      response.once("close", () => {
        this.waiting.delete(release);
        release();
      });
    });
  }

  /** Whether this request is one of those to fail. */
  fails(random: () => number = Math.random): boolean {
    return random() < this.current.errorRate;
  }

  /** In steps, so that the process still answers while it grows, until it has enough or is killed. */
  private allocate(mib: number): void {
    const chunks: Buffer[] = [];
    this.memory = chunks;
    this.current.memoryMiB = 0;
    const grow = (): void => {
      if (this.memory !== chunks || this.current.memoryMiB >= mib) return;
      const size = Math.min(CHUNK_MIB, mib - this.current.memoryMiB);
      // Filled with ones: pages of zeros that nobody has written to cost nothing.
      chunks.push(Buffer.alloc(size * 2 ** 20, 1));
      this.current.memoryMiB += size;
      setImmediate(grow);
    };
    setImmediate(grow);
  }
}
