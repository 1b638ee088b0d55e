import { afterEach, beforeEach, expect, vi } from "vitest";

/** Shortens the providers' waits of a second, in every test of a file. */
export function hurry(): void {
  const timer = setTimeout;
  beforeEach(() => {
    vi.stubGlobal("setTimeout", (done: () => void, milliseconds: number, ...more: []) =>
      timer(done, milliseconds === 1000 ? 10 : milliseconds, ...more),
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
export const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error("it has not failed")),
    (error: Error) => error,
  );
