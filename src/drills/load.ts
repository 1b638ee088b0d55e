import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ROOT } from "../common/paths";
import type { RequestRecord } from "./accounting";
import { now, Sender, type Sending, type SendOptions } from "./sender";

/** Requests that are being sent and recorded. */
export interface Load extends Pick<Sending, "aim" | "pace"> {
  /** Requests that have ended within the last `seconds`. */
  recent(seconds: number): RequestRecord[];
  /** Stops sending. Resolves to all requests, in the order in which they were due. */
  stop(): Promise<RequestRecord[]>;
}

export type StartLoad = (options: SendOptions) => Promise<Load>;

/** Load from a separate thread; see `sendFromThread`. */
export const startLoad: StartLoad = async (options) => {
  const requests: RequestRecord[] = [];
  return loadOf(requests, await sendFromThread(options, (batch) => requests.push(...batch)));
};

/**
 * Sends from a separate thread, so that other work of this process, such as reading Pulumi's output, does not delay
 * requests. Resolves when sending has started.
 * @param onRequests receives requests soon after they have ended.
 * @param onFailure receives the error once this machine can send no more requests.
 */
export async function sendFromThread(
  options: SendOptions,
  onRequests: (requests: RequestRecord[]) => void,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<Sending> {
  const worker = new Worker(join(__dirname, "loadWorker.ts"), {
    // Threads do not inherit the hook that compiles TypeScript.
    execArgv: ["--require", join(ROOT, "bin", "typescript.js")],
    workerData: options,
  });
  worker.on("message", onRequests).on("error", onFailure);
  const ended = once(worker, "exit");
  await Promise.race([once(worker, "message"), ended]);
  return {
    aim: (endpoints) => worker.postMessage(endpoints),
    pace: (rate) => worker.postMessage(rate),
    async stop() {
      worker.postMessage("stop");
      await ended;
    },
  };
}

/** Constant load from this thread. */
export const startLoadHere: StartLoad = async (options) => {
  const requests: RequestRecord[] = [];
  const sender = new Sender(options, (request) => requests.push(request));
  sender.start();
  return loadOf(requests, sender);
};

/** The requests that have ended, with their retries, within the last `seconds`. */
export function endedWithin(requests: RequestRecord[], seconds: number): RequestRecord[] {
  const since = now() - seconds * 1000;
  return requests.filter(({ ended, retry }) => (retry?.ended ?? ended) >= since);
}

/** A load whose requests `sending` adds to `requests`. */
export const loadOf = (requests: RequestRecord[], sending: Sending): Load => ({
  recent: (seconds) => endedWithin(requests, seconds),
  aim: (endpoints) => sending.aim(endpoints),
  pace: (rate) => sending.pace(rate),
  async stop() {
    await sending.stop();
    return requests.sort((a, b) => a.due - b.due);
  },
});
