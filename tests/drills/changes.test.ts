import { describe, expect, it } from "vitest";
import { changesIn } from "../../src/drills/changes";
import type { Snapshot } from "../../src/drills/moments";
import type { Instance } from "../../src/orchestrators/engine";

const START = 1_000_000;
const snapshot = (seconds: number, instances?: Instance[]): Snapshot => {
  const at = START + 1000 * seconds;
  return { asked: at - 100, at, instances };
};
const on = (node: string, id: string, state: Instance["state"] = "ready"): Instance => ({ id, state, node });

describe("the changes of instances", () => {
  it("begin with what there was, and tell what appears, moves or ends", () => {
    const snapshots = [
      snapshot(0.1, [on("n1", "a"), { ...on("n2", "b"), zone: "z2" }]),
      snapshot(0.35, [on("n1", "a"), { ...on("n2", "b"), zone: "z2" }]),
      snapshot(0.6, [on("n1", "a", "stopping"), { ...on("n2", "b"), zone: "z2" }]),
      snapshot(0.85, [
        { ...on("n2", "b"), zone: "z2" },
        { id: "c", state: "starting" },
      ]),
      snapshot(1.1, [{ ...on("n2", "b"), zone: "z2" }, on("n1", "c", "starting")]),
    ];
    expect(changesIn(snapshots, START, false)).toEqual([
      { at: 0.1, id: "a", state: "ready", node: "n1" },
      { at: 0.1, id: "b", state: "ready", node: "n2", zone: "z2" },
      { at: 0.6, id: "a", state: "stopping", node: "n1" },
      { at: 0.85, id: "c", state: "starting" },
      { at: 0.85, id: "a", state: "gone" },
      { at: 1.1, id: "c", state: "starting", node: "n1" },
    ]);
  });

  it("are none while the engine does not tell: that is not an end", () => {
    const instances = [on("n1", "a")];
    const snapshots = [snapshot(0), snapshot(1, instances), snapshot(2), snapshot(3, instances)];
    expect(changesIn(snapshots, START, false)).toEqual([{ at: 1, id: "a", state: "ready", node: "n1" }]);
  });

  it("have the beginning of the digest where only the engine knows the version", () => {
    const image = (digit: string): Instance => ({
      id: "a",
      state: "ready",
      image: `localhost:5000/own@sha256:${digit.repeat(64)}`,
    });
    const snapshots = [snapshot(0, [image("1")]), snapshot(1, [image("2")])];
    expect(changesIn(snapshots, START, true)).toEqual([
      { at: 0, id: "a", state: "ready", version: "111111111111" },
      { at: 1, id: "a", state: "ready", version: "222222222222" },
    ]);
    expect(changesIn(snapshots, START, false)).toEqual([{ at: 0, id: "a", state: "ready" }]);
    expect(changesIn([snapshot(0, [{ ...image("1"), image: "own:latest" }])], START, true)).toEqual([
      { at: 0, id: "a", state: "ready" },
    ]);
  });
});
