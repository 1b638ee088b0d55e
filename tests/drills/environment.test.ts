import { describe, expect, it } from "vitest";
import { engines } from "../../src/drills/environment";
import type { ClusterNode } from "../../src/orchestrators/engine";
import { fakeEngine, REACHABLE, UNREACHABLE } from "../engine";

const NODES: ClusterNode[] = [
  { name: "n1", zone: "a", state: "ready", isManager: true, address: "10.0.0.1" },
  { name: "n2", state: "down", isManager: false },
];
const site = (nodes: () => Promise<ClusterNode[]>, probe = REACHABLE) => ({
  name: "swarm" as const,
  probe,
  engine: fakeEngine({ nodes }),
});

describe("the engines of a session", () => {
  it("are those that responded, with their nodes", async () => {
    const about = { product: "Engine", version: "1", kind: "real" };
    expect(await engines([site(async () => NODES)])).toEqual({
      swarm: {
        ...about,
        nodes: [
          { name: "n1", zone: "a", isManager: true },
          { name: "n2", isManager: false },
        ],
      },
    });
    expect(await engines([site(async () => [])])).toEqual({ swarm: about });
    expect(await engines([site(() => Promise.reject(new Error("forbidden")))])).toEqual({ swarm: about });
    expect(await engines([site(async () => NODES, UNREACHABLE)])).toEqual({});
  });
});
