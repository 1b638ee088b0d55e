import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";

/**
 * Lets outputs fail in a group of tests: a failed one also rejects every output that depends on it. The Pulumi CLI handles
 * that, and prints the first.
 */
export function tolerateRejections(): void {
  const failures = process.listeners("unhandledRejection");
  beforeAll(() => void process.removeAllListeners("unhandledRejection").on("unhandledRejection", () => {}));
  afterAll(async () => {
    await setImmediate();
    process.removeAllListeners("unhandledRejection");
    for (const each of failures) process.on("unhandledRejection", each);
  });
}
