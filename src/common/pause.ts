import { setTimeout } from "node:timers/promises";

/** Waits for so many seconds, or only until the signal is aborted, which is no error. */
export async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(seconds * 1000, undefined, { signal }).catch(() => undefined);
}
