import { cpus } from "node:os";
import { afterEach, describe, expect, it, vi } from "vitest";
import { growthWithin, type Room, roomOf } from "../../src/drills/growth";
import type { Site } from "../../src/drills/site";
import type { ClusterNode } from "../../src/orchestrators/engine";
import { PROBE } from "./support/cluster";

const STEPS = [1, 5, 10, 25, 50];
const limits = { cpu: 0.25, memory: 128 };

describe("the numbers of instances to try", () => {
  it.each<[string, Room[], number]>([
    ["nothing is known", [], 50],
    ["there is room for all", [{ whose: "here", cores: 12.5, memory: 6400 }], 50],
    ["the last one is too many for the cores", [{ whose: "here", cores: 12.4 }], 25],
    ["the last one is too many for the memory", [{ whose: "here", memory: 6399 }], 25],
    [
      "another engine has less",
      [
        { whose: "here", cores: 99 },
        { whose: "there", cores: 2.5 },
      ],
      10,
    ],
    ["there is room for none", [{ whose: "here", cores: 0.2 }], 0],
  ])("are as many as there is room for: %s", (_, rooms, most) => {
    expect(growthWithin(STEPS, limits, rooms).steps).toEqual(STEPS.filter((each) => each <= most));
  });

  it("are not one too few because of floating point", () => {
    for (let instances = 1; instances <= 100; instances++) {
      const rooms = [{ whose: "here", cores: Math.round(instances * 5) / 100 }];
      expect(growthWithin([instances], { cpu: 0.05, memory: 64 }, rooms).steps).toEqual([instances]);
    }
  });

  it("leave out the others with the reason and the remedy", () => {
    expect(growthWithin(STEPS, limits, [{ whose: "that Nomad has", cores: 6 }]).leftOut).toBe(
      "25 and 50 instances, since 25 × 0.25 is more than the 6 cores that Nomad has: to try them, set podium:cpu to a lower value",
    );
    expect(growthWithin(STEPS, limits, [{ whose: "that are free here", memory: 5000 }]).leftOut).toBe(
      "50 instances, since 50 × 128 is more than the 5000 MiB that are free here: to try them, set podium:memory to a lower value",
    );
    expect(growthWithin(STEPS, limits, []).leftOut).toBeUndefined();
  });
});

describe("the room for instances", () => {
  afterEach(() => vi.unstubAllGlobals());

  const node = (changes: Partial<ClusterNode>): ClusterNode => ({
    ...{ name: "n1", state: "ready", isManager: false },
    ...changes,
  });
  const roomIn = (nodes: ClusterNode[] | Error, changes: object = {}) =>
    roomOf({
      probe: { ...PROBE, ...changes },
      engine: { nodes: async () => (nodes instanceof Error ? Promise.reject(nodes) : nodes) },
      orchestrator: { title: "Nomad" },
    } as unknown as Site);
  const FREE = { whose: "that are free on this machine", memory: expect.any(Number) as number };

  it("is that of the engine's ready nodes, and the free memory of a machine that they share", async () => {
    const nodes = [
      node({ cores: 2, memory: 1000 }),
      node({ cores: 1.5, memory: 500 }),
      node({ cores: 4, memory: 4000, state: "draining" }),
    ];
    const told = { whose: "that Nomad has", cores: 3.5, memory: 1500 };
    expect(await roomIn(nodes)).toEqual([told, { whose: "that this machine has" }, FREE]);
    expect(await roomIn(nodes, { local: false })).toEqual([told]);
  });

  it.each([
    ["has no nodes", []],
    ["does not tell of all of them", [node({ cores: 2, memory: 1000 }), node({})]],
    ["does not respond", new Error("no response")],
  ])("is this machine's if the engine %s", async (_, nodes) => {
    const cores = { whose: "that this machine has", cores: cpus().length };
    const nothing = { whose: "that Nomad has" };
    expect(await roomIn(nodes)).toEqual([nothing, cores, FREE]);
    expect(await roomIn(nodes, { local: false })).toEqual([nothing]);
  });

  it("is unknown if the engine cannot be reached", async () => {
    expect(await roomIn([], { reachable: false })).toEqual([]);
  });
});
