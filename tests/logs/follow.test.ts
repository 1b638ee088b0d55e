import { beforeAll, describe, expect, it, vi } from "vitest";
import { followLogs } from "../../src/logs/follow";
import type { Engine, Instance } from "../../src/orchestrators/engine";
import type { LogOptions } from "../../src/orchestrators/lines";
import { countTurns } from "../clock";

const FAILS = new Error("no log");

/** One attempt to follow a log: its lines, and then whether it fails, ends or stays open. */
type Try = [...lines: string[], end: Error | "ends" | "stays open"];

/**
 * Follows the logs of an engine with scripted looks and attempts. The last one of each repeats forever.
 * @param looks the instances that the engine lists, or an error if it does not respond.
 */
function following(looks: (Instance[] | Error)[], tries: Record<string, Try[]>, tail?: number) {
  const next = <T>(all: T[]): T => (all.length > 1 ? all.shift()! : all[0]!);
  const asked: [string, LogOptions["tail"]][] = [];
  const open = new Set<string>();
  const engine = {
    async instances() {
      const look = next(looks);
      if (look instanceof Error) throw look;
      return look;
    },
    async *logs(_reference: string, id: string, { tail: wanted, signal }: LogOptions) {
      asked.push([id, wanted]);
      const lines = [...next(tries[id]!)];
      const end = lines.pop();
      yield* lines as string[];
      if (end instanceof Error) throw end;
      if (end === "ends") return;
      open.add(id);
      await new Promise((resolve) => signal!.addEventListener("abort", resolve));
      open.delete(id);
    },
  } as unknown as Engine;
  const written: string[] = [];
  const sink = {
    line: (id: string, line: string) => written.push(`${id}: ${line}`),
    problem: (id: string, reason: string) => written.push(`${id}! ${reason}`),
  };
  const stop = new AbortController();
  const ended = followLogs(engine, "web", tail, sink, stop.signal);
  return {
    asked,
    ended,
    until: (...lines: string[]) => vi.waitFor(() => expect(written).toEqual(lines), 25_000),
    async end() {
      stop.abort();
      expect(await ended).toBe(true);
      await vi.waitFor(() => expect(open.size).toBe(0));
    },
  };
}

const ready = (id: string, startedAt = "then"): Instance => ({ id, state: "ready", startedAt });

describe("following the logs of all instances", () => {
  beforeAll(() => countTurns());

  it("includes all lines of instances that start later", async () => {
    const looks = [
      [ready("a"), { id: "b", state: "starting" } as const],
      [ready("a"), ready("b")],
    ];
    const { until, asked, end } = following(looks, { a: [["1", "stays open"]], b: [["2", "stays open"]] }, 3);
    await until("a: 1", "b: 2");
    expect(asked).toEqual([
      ["a", 3],
      ["b", undefined],
    ]);
    await end();
  });

  it("ends if no log can be read", async () => {
    const { until, ended } = following([[ready("a"), ready("b")]], { a: [[FAILS]], b: [[FAILS]] });
    await until("a! no log", "b! no log");
    expect(await ended).toBe(false);
  });

  it("follows a log again if its instance restarts under the same name, and only then", async () => {
    const stopped: Instance = { id: "a", state: "unready" };
    const looks = [[ready("a")], [ready("a")], [stopped], [ready("a", "now")]];
    const { until, asked, end } = following(
      looks,
      {
        a: [
          ["1", "ends"],
          ["2", "stays open"],
        ],
      },
      3,
    );
    await until("a: 1", "a: 2");
    expect(asked).toEqual([
      ["a", 3],
      ["a", undefined],
    ]);
    await end();
  });

  it("retries a log that failed, and reports each reason once", async () => {
    const tries: Record<string, Try[]> = {
      a: [["1", "stays open"]],
      b: [[FAILS], [FAILS], ["2", "3", new Error("reset")], ["3", "stays open"]],
    };
    const { until, asked, end } = following([[ready("a"), ready("b")]], tries, 7);
    await until("a: 1", "b! no log", "b: 2", "b: 3", "b! reset", "b: 3");
    expect(asked.map(([id, tail]) => `${id} ${tail}`)).toEqual(["a 7", "b 7", "b 7", "b 7", "b 1"]);
    await end();
  });

  it("continues if the engine does not respond for a while, and reports that once if it lasts", async () => {
    const silence = Array.from({ length: 6 }, () => new Error("no response"));
    const looks = [
      [ready("a")],
      new Error("no response"),
      [ready("a")],
      ...silence,
      [ready("a"), ready("b")],
    ];
    const { until, end } = following(looks, { a: [["1", "stays open"]], b: [["2", "stays open"]] });
    await until("a: 1", "web! the engine does not list its instances: no response", "b: 2");
    await end();
  });

  it("fails if the engine does not respond at the first look", async () => {
    await expect(following([new Error("no response")], {}).ended).rejects.toThrow("no response");
  });
});
