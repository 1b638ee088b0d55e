import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { RequestRecord } from "./accounting";
import { now, Sender, type SendOptions } from "./sender";

/** Requests that are being sent. */
export interface Load {
  /** Requests that have ended within the last `seconds`. */
  recent(seconds: number): RequestRecord[];
  /** Sends no more. Resolves to all requests, in the order in which they were due. */
  stop(): Promise<RequestRecord[]>;
}

export type StartLoad = (options: SendOptions) => Promise<Load>;

/** Constant load from a thread; see `sendFromThread`. */
export const startLoad: StartLoad = async (options) => {
  const requests: RequestRecord[] = [];
  return loadOf(requests, await sendFromThread(options, (batch) => requests.push(...batch)));
};

/**
 * Sends from a thread of its own, so that nothing else that this process does, such as reading what Pulumi says, holds
 * requests back. Resolves when it has begun.
 * @param onRequests told of requests that have ended, soon after.
 * @returns what stops it, and resolves when the last request is accounted for.
 */
export async function sendFromThread(
  options: SendOptions,
  onRequests: (requests: RequestRecord[]) => void,
): Promise<() => Promise<void>> {
  const worker = new Worker(join(__dirname, "loadWorker.ts"), {
    // Node.js itself does not know TypeScript, in no thread.
    execArgv: ["--require", "tsx/cjs"],
    workerData: options,
  });
  worker.on("message", onRequests);
  const ended = once(worker, "exit");
  await Promise.race([once(worker, "message"), ended]);
  return async () => {
    worker.postMessage("stop");
    await ended;
  };
}

/** Constant load from this thread. */
export const startLoadHere: StartLoad = async (options) => {
  const requests: RequestRecord[] = [];
  const sender = new Sender(options, (request) => requests.push(request));
  sender.start();
  return loadOf(requests, () => sender.stop());
};

/** Those that have ended within the last `seconds`. */
export function endedWithin(requests: RequestRecord[], seconds: number): RequestRecord[] {
  const since = now() - seconds * 1000;
  return requests.filter(({ ended }) => ended >= since);
}

/** Requests that something else adds to `requests`, until `stop`. */
export const loadOf = (requests: RequestRecord[], stop: () => Promise<void>): Load => ({
  recent: (seconds) => endedWithin(requests, seconds),
  async stop() {
    await stop();
    return requests.sort((a, b) => a.due - b.due);
  },
});
