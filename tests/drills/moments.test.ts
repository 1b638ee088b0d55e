import { describe, expect, it } from "vitest";
import { foundSince, forgottenAt, type Look } from "../../src/drills/discovery";
import { failureToldAt, heldSince, noticedAt, type Snapshot, withReady } from "../../src/drills/moments";
import type { Instance } from "../../src/orchestrators/engine";
import { IMAGE } from "./support/cluster";
import { answeredAt, lostAt, unidentifiedAt } from "./support/requests";

const WANTED = { image: IMAGE, version: "v2", isSample: true, readinessPath: "/readyz", min: 2, max: 2 };

const instance = (id: string, state: Instance["state"] = "ready", startedAt = "then"): Instance => ({
  id,
  state,
  startedAt,
});
const snapshot = (at: number, ...instances: Instance[]): Snapshot => ({ asked: at - 1, at, instances });

describe("the moment at which an engine notices", () => {
  const before = [instance("a"), instance("b")];

  it("is when an instance is gone, not ready, or a different process under the same id", () => {
    for (const after of [
      [instance("b")],
      [instance("a", "unready"), instance("b")],
      [instance("a", "ready", "now"), instance("b")],
    ]) {
      expect(noticedAt([snapshot(10, ...before), snapshot(20, ...after)], before, 5)).toBe(20);
    }
  });

  it("is undefined if it keeps reporting the same instances", () => {
    expect(
      noticedAt([snapshot(10, ...before), snapshot(20, ...before, instance("c"))], before, 5),
    ).toBeUndefined();
  });

  it("is not before the first query after the event", () => {
    expect(noticedAt([snapshot(10, instance("b"))], before, 10)).toBeUndefined();
  });

  it("is when it first reports that the update failed", () => {
    const rollouts = (["running", "rolled-back", "done"] as const).map((state, index) => ({
      ...snapshot(10 * index),
      rollout: { state, detail: "" },
    }));
    expect(failureToldAt(rollouts, -10)).toBe(10);
    expect(failureToldAt(rollouts.slice(0, 1), -10)).toBeUndefined();
  });
});

describe("the moment from which everything was as wanted", () => {
  const good = [snapshot(100, instance("a"), instance("b"))];
  const answers = [answeredAt(10, 20, "v2", "a"), answeredAt(30, 40, "v2", "b")];

  it("is when the last of the instances had responded", () => {
    expect(heldSince({ snapshots: good, requests: answers }, WANTED, 0)).toBe(40);
  });

  it("is not before the engine reported it", () => {
    const snapshots = [
      snapshot(100, instance("a"), instance("b"), instance("c", "stopping")),
      snapshot(200, instance("a"), instance("b")),
    ];
    expect(heldSince({ snapshots, requests: answers }, WANTED, 0)).toBe(200);
  });

  it("is not before the last request that was lost or answered by the old version", () => {
    for (const wrong of [lostAt(70), answeredAt(70, 75, "v1", "a")]) {
      const requests = [...answers, wrong, answeredAt(80, 90, "v2", "a"), answeredAt(90, 99, "v2", "b")];
      expect(heldSince({ snapshots: good, requests }, WANTED, 0)).toBe(70);
    }
  });

  it("does not depend on an instance that responded once and is gone", () => {
    const requests = [
      answeredAt(10, 11, "v2", "a"),
      answeredAt(3000, 3001, "v2", "gone"),
      answeredAt(4600, 4601, "v2", "a"),
    ];
    expect(heldSince({ snapshots: [], requests }, WANTED, 0)).toBe(11);
  });
});

describe("discovery", () => {
  const look = (asked: number, ...peers: [string, boolean][]): Look => ({
    asked,
    source: "fake",
    peers: peers.map(([address, ok]) => ({ address, instance: ok ? address : null, ok })),
  });

  it("has found a new instance once every later look finds it, since instances differ in what they know", () => {
    const looks = [
      look(1, ["a", true]),
      look(2, ["a", true], ["b", true]),
      look(3, ["a", true]),
      look(4, ["a", true], ["b", true]),
    ];
    expect(foundSince(looks, 2)).toBe(4);
    expect(foundSince(looks.slice(0, 3), 2)).toBeUndefined();
  });

  it("has forgotten a dead instance once no look finds its address", () => {
    const looks = [
      look(1, ["a", true], ["b", true]),
      look(11, ["a", true], ["b", false]),
      look(12, ["a", true]),
    ];
    expect(forgottenAt(looks, 10)).toBe(12);
    expect(forgottenAt(looks.slice(0, 2), 10)).toBeUndefined();
  });

  it("does not mistake a starting instance for a dead one", () => {
    const looks = [look(1, ["a", true], ["b", true]), look(11, ["a", true], ["new", false])];
    expect(forgottenAt(looks, 10)).toBe(10);
  });
});

describe("an image of one's own, which does not say who has answered", () => {
  const own = { ...WANTED, isSample: false };

  it("is as wanted from when the engine reports so, if no request is lost after that", () => {
    const ready = [instance("a"), instance("b")].map((each) => ({ ...each, image: IMAGE }));
    const snapshots = [snapshot(10, instance("a")), snapshot(20, ...ready), snapshot(30, ...ready)];
    const requests = [5, 15, 25].map((due) => unidentifiedAt(due));
    expect(heldSince({ snapshots, requests }, own, 0)).toBe(20);
    expect(heldSince({ snapshots, requests: [...requests, lostAt(28)] }, own, 0)).toBe(28);
  });

  it("has as many instances in a second as the engine last had ready, once it has told", () => {
    const seconds = [0, 1, 2, 3].map((at) => ({ at, answered: [], lost: {} }));
    const snapshots: Snapshot[] = [
      snapshot(1100, instance("a"), instance("b", "starting")),
      snapshot(1900, instance("a"), instance("b")),
      { asked: 2500, at: 2600 },
      snapshot(3100, instance("b"), instance("a", "stopping")),
    ];
    expect(withReady(seconds, snapshots, 0).map(({ ready }) => ready)).toEqual([undefined, 2, 2, 1]);
  });
});
