import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";

/**
 * For tests in which outputs fail. That also rejects whatever depends on them, which the Pulumi CLI listens to: it prints
 * the first. To Vitest it would be an error.
 */
export function expectFailedOutputs(): void {
  const listeners = process.listeners("unhandledRejection");
  beforeAll(() => void process.removeAllListeners("unhandledRejection").on("unhandledRejection", () => {}));
  afterAll(async () => {
    await setImmediate();
    process.removeAllListeners("unhandledRejection");
    for (const each of listeners) process.on("unhandledRejection", each);
  });
}

/** An output's promise, which is not public: `apply` never runs after a failure. */
export const promiseOf = <T>(output: unknown): Promise<T> => (output as { promise(): Promise<T> }).promise();
