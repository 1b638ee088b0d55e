import type { EventEmitter } from "node:events";
import { decimal, integer, type Parser } from "./parse";

/** The faults in force. */
export interface FaultState {
  /** Only /faults responds. */
  hang: boolean;
  /** /readyz responds with 503. */
  unready: boolean;
  /** Delay of every response to traffic, in milliseconds. */
  latencyMs: number;
  /** CPU time that every response to traffic costs in addition, in milliseconds. */
  cpuMs: number;
  /** The share of traffic that gets a 500, from 0 to 1. */
  errorRate: number;
  /** MiB allocated and touched so far. */
  memoryMiB: number;
}

/** A fault to inject: one that changes the state, or a crash. */
export type FaultOrder =
  | { kind: "crash" | "hang" | "unready" }
  | { kind: "latency" | "cpu"; ms: number }
  | { kind: "errors"; rate: number }
  | { kind: "memory"; mb: number };

export const latencyMs: Parser<number> = integer(1, 600_000);
/** At most a second: meanwhile the process does nothing else, not even respond to probes. */
export const cpuMs: Parser<number> = decimal(0.1, 1000);
export const errorRate: Parser<number> = decimal(0, 1);
export const memoryMiB: Parser<number> = integer(1, 65_536);

/**
 * Parses `unready`, `crash`, `hang`, `latency:<ms>`, `cpu:<ms>` or `errors:<rate>`.
 * @throws Error if the text is none of these.
 */
export function parseFault(value: string): FaultOrder {
  const [kind, parameter, ...rest] = value.split(":");
  if (rest.length === 0 && parameter === undefined) {
    if (kind === "crash" || kind === "hang" || kind === "unready") return { kind };
  } else if (rest.length === 0 && parameter !== undefined) {
    if (kind === "latency") return { kind, ms: latencyMs(parameter) };
    if (kind === "cpu") return { kind, ms: cpuMs(parameter) };
    if (kind === "errors") return { kind, rate: errorRate(parameter) };
  }
  throw new Error("must be unready, crash, hang, latency:<ms>, cpu:<ms> or errors:<rate>");
}

const NONE: FaultState = { hang: false, unready: false, latencyMs: 0, cpuMs: 0, errorRate: 0, memoryMiB: 0 };
const CHUNK_MIB = 16;

/** The faults of this instance: injected one by one, cleared all at once. */
export class Faults {
  private current: FaultState = { ...NONE };
  private readonly waiting = new Set<() => void>();
  private memory: Buffer[] = [];

  /** `crash` ends the process as a crash would. */
  constructor(private readonly crash: () => void) {}

  get state(): FaultState {
    return { ...this.current };
  }

  /** Whether one is in force that requests notice. */
  get any(): boolean {
    const { hang, latencyMs, cpuMs, errorRate } = this.current;
    return hang || latencyMs > 0 || cpuMs > 0 || errorRate > 0;
  }

  /** Injects a fault in addition to those already in force. */
  begin(order: FaultOrder): void {
    if (order.kind === "crash") this.crash();
    else if (order.kind === "latency") this.current.latencyMs = order.ms;
    else if (order.kind === "cpu") this.current.cpuMs = order.ms;
    else if (order.kind === "errors") this.current.errorRate = order.rate;
    else if (order.kind === "memory") this.allocate(order.mb);
    else this.current[order.kind] = true;
  }

  /** Clears every fault. Requests that hung now get their response. */
  clear(): void {
    this.current = { ...NONE };
    this.memory = [];
    for (const release of this.waiting) release();
    this.waiting.clear();
  }

  /** Resolves immediately unless the instance hangs; then, once the hang is cleared or the client disconnects. */
  async hold(response: Pick<EventEmitter, "once">): Promise<void> {
    if (!this.current.hang) return;
    await new Promise<void>((release) => {
      this.waiting.add(release);
      // A long hang under load would otherwise retain every request and run out of memory.
      response.once("close", () => {
        this.waiting.delete(release);
        release();
      });
    });
  }

  /** Uses as much CPU time as a response is to cost. Waiting for the processor, as under a CPU limit, does not count. */
  work(): void {
    const begin = process.cpuUsage();
    const used = () => {
      const { user, system } = process.cpuUsage(begin);
      return (user + system) / 1000;
    };
    while (this.current.cpuMs > 0 && used() < this.current.cpuMs);
  }

  /** Decides at random whether this request fails. */
  fails(random: () => number = Math.random): boolean {
    return random() < this.current.errorRate;
  }

  /** Allocates in steps, so that the process still responds until it has enough memory or is killed. */
  private allocate(mib: number): void {
    const chunks: Buffer[] = [];
    this.memory = chunks;
    this.current.memoryMiB = 0;
    const grow = (): void => {
      if (this.memory !== chunks || this.current.memoryMiB >= mib) return;
      const size = Math.min(CHUNK_MIB, mib - this.current.memoryMiB);
      // Filled with ones: the kernel backs a page with memory only once it is written to.
      chunks.push(Buffer.alloc(size * 2 ** 20, 1));
      this.current.memoryMiB += size;
      setImmediate(grow);
    };
    setImmediate(grow);
  }
}
