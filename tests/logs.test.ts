import { describe, expect, it } from "vitest";
import { followLogs, readLogs } from "../src/logs";
import type { Engine, Instance } from "../src/orchestrators/engine";
import type { LogOptions } from "../src/orchestrators/lines";

/** An engine with these instances at each look, and what their logs say; no log is an error. */
function engineWith(looks: Instance[][], logs: Record<string, string[]>) {
  const asked: [string, LogOptions][] = [];
  const engine = {
    instances: async () => (looks.length > 1 ? looks.shift()! : looks[0]!),
    async *logs(_reference: string, id: string, options: LogOptions) {
      asked.push([id, options]);
      const lines = logs[id];
      if (!lines) throw new Error("it keeps none");
      yield* lines;
      if (options.follow) await new Promise((resolve) => options.signal?.addEventListener("abort", resolve));
    },
  } as unknown as Engine;
  const written: string[] = [];
  const sink = {
    line: (id: string, line: string) => written.push(`${id}: ${line}`),
    problem: (id: string, reason: string) => written.push(`${id}! ${reason}`),
  };
  return { engine, asked, written, sink };
}

const ready = (...ids: string[]): Instance[] => ids.map((id) => ({ id, state: "ready" }));

describe("the logs of all instances", () => {
  it("are read one after the other, and one that cannot be read stops no other", async () => {
    const { engine, written, sink, asked } = engineWith([ready("a", "b", "c")], { a: ["1", "2"], c: ["3"] });
    expect(await readLogs(engine, "web", 5, sink)).toEqual({ instances: 3, read: 2 });
    expect(written).toEqual(["a: 1", "a: 2", "b! it keeps none", "c: 3"]);
    expect(asked[0]).toEqual(["a", { tail: 5, follow: false }]);
  });

  it("are followed, with all lines of instances that are started later", async () => {
    const starting: Instance = { id: "b", state: "starting" };
    const looks = [[...ready("a"), starting], ready("a", "b")];
    const { engine, written, sink, asked } = engineWith(looks, { a: ["1"], b: ["2"] });
    const stop = new AbortController();
    const following = followLogs(engine, "web", 3, sink, stop.signal);
    await expect.poll(() => written, { timeout: 5000 }).toEqual(["a: 1", "b: 2"]);
    expect(asked.map(([id, { tail, follow }]) => [id, tail, follow])).toEqual([
      ["a", 3, true],
      ["b", undefined, true],
    ]);
    stop.abort();
    expect(await following).toBe(true);
  });

  it("are followed no longer where none can be read", async () => {
    const { engine, written, sink } = engineWith([ready("a", "b")], {});
    expect(await followLogs(engine, "web", undefined, sink, new AbortController().signal)).toBe(false);
    expect(written).toEqual(["a! it keeps none", "b! it keeps none"]);
  });
});
