import { afterEach, beforeEach, expect, vi } from "vitest";

/** Lets the waits of dynamic providers take a hundredth of their time, in every test of a file: not those of Node.js. */
export function hurry(): void {
  const timer = setTimeout;
  beforeEach(() => {
    vi.stubGlobal("setTimeout", (done: () => void, milliseconds: number, ...more: []) =>
      timer(done, [1000, 2000].includes(milliseconds) ? milliseconds / 100 : milliseconds, ...more),
    );
  });
  afterEach(() => void vi.unstubAllGlobals());
}

/** What Pulumi is told about a change that has left something behind. */
export const unfinished = (id: string, properties: object) => ({
  id,
  properties,
  reasons: [expect.any(String) as string],
});

/** The error of a promise that must fail. */
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("should have failed"),
    (error: Error & Partial<ReturnType<typeof unfinished>>) => error,
  );
