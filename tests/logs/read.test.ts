import { expect, it } from "vitest";
import { readLogs } from "../../src/logs/read";
import type { Engine } from "../../src/orchestrators/engine";
import type { LogOptions } from "../../src/orchestrators/lines";

it("reads the logs of all instances one after the other, and continues if one cannot be read", async () => {
  const logs: Record<string, string[]> = { a: ["1", "2"], c: ["3"] };
  const asked: [string, LogOptions][] = [];
  const engine = {
    instances: async () => ["a", "b", "c"].map((id) => ({ id, state: "ready" })),
    async *logs(_reference: string, id: string, options: LogOptions) {
      asked.push([id, options]);
      if (!logs[id]) throw new Error("no log");
      yield* logs[id];
    },
  } as unknown as Engine;
  const written: string[] = [];
  const sink = {
    line: (id: string, line: string) => written.push(`${id}: ${line}`),
    problem: (id: string, reason: string) => written.push(`${id}! ${reason}`),
  };
  expect(await readLogs(engine, "web", 5, sink)).toEqual({ instances: 3, read: 2 });
  expect(written).toEqual(["a: 1", "a: 2", "b! no log", "c: 3"]);
  expect(asked[0]).toEqual(["a", { tail: 5, follow: false }]);
});
