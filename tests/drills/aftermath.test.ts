import { describe, expect, it } from "vitest";
import { lastLossAfter, ranTwiceUntil } from "../../src/drills/aftermath";
import type { Snapshot } from "../../src/drills/moments";
import { exactly } from "../../src/drills/procedure";
import { IMAGE } from "./support/cluster";
import { answeredAt, lostAt } from "./support/requests";

const WANTED = exactly(
  { image: IMAGE, version: "v1", isSample: true, readinessPath: "/", min: 2, max: 2 },
  2,
);
/** A node was lost after 10, replaced after 30, and came back after 50 ms. */
const OUTAGE = { from: 10, recovered: 30, back: 50 };

const answers = (instance: string, ...moments: number[]) =>
  moments.map((moment) => answeredAt(moment, moment + 1, "v1", instance));

const snapshot = (asked: number, ready: number): Snapshot => ({
  asked,
  at: asked + 1,
  instances: Array.from({ length: ready }, (_, index) => ({ id: `${index}`, state: "ready" as const })),
});

const until = (requests: ReturnType<typeof answers>, snapshots: Snapshot[] = []) =>
  ranTwiceUntil({ requests, snapshots }, WANTED, OUTAGE);

describe("the last loss", () => {
  it("is the last one before the node came back", () => {
    const requests = [lostAt(5), lostAt(20), ...answers("a", 25), lostAt(60)];
    expect(lastLossAfter(requests, 10, 50)).toBe(20);
    expect(lastLossAfter(requests, 30, 50)).toBeUndefined();
  });
});

describe("instances run twice after a node's return", () => {
  it("never, if only those answer that answered before it", () => {
    const requests = [...answers("stays", 0, 20, 40, 60), ...answers("lost", 0), ...answers("new", 40, 60)];
    expect(until(requests, [snapshot(60, 2)])).toBe(50);
  });

  it("as long as one that was replaced answers again", () => {
    expect(until([...answers("lost", 0, 60, 70), ...answers("new", 40, 80)])).toBe(71);
  });

  it("as long as the engine has more ready than wanted", () => {
    expect(until([], [snapshot(40, 3), snapshot(60, 3), snapshot(70, 2)])).toBe(61);
  });

  it("never, if one that is new answers", () => {
    expect(until([...answers("lost", 0), ...answers("newer", 60)])).toBe(50);
  });
});
