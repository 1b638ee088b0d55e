import { describe, expect, it } from "vitest";
import { perNode, perZone } from "../../src/drills/placement";
import type { ClusterNode, Instance } from "../../src/orchestrators/engine";

const instance = (node?: string, about: Partial<Instance> = {}): Instance => ({
  id: `i-${node}`,
  state: "ready",
  ...(node && { node }),
  ...about,
});
const node = (name: string, state: ClusterNode["state"] = "ready"): ClusterNode => ({
  name,
  state,
  isManager: false,
});

describe("where instances run", () => {
  it("is said of those that are ready, by node and by zone", () => {
    const all = [
      instance("b", { zone: "z1" }),
      instance("a"),
      instance("b", { zone: "z1" }),
      instance("c", { state: "starting" }),
    ];
    expect(perNode(all)).toBe("a: 1, b: 2");
    expect(perZone(all)).toBe("z1: 2");
  });

  it("is said with nodes that could have some, and those that take no more but still have some", () => {
    const nodes = [node("a"), node("b", "draining"), node("c", "draining"), node("d", "down")];
    expect(perNode([instance("c")], nodes)).toBe("a: 0, c: 1");
  });

  it("is left out where the engine does not tell", () => {
    expect(perNode([instance()])).toBeUndefined();
    expect(perNode([])).toBeUndefined();
  });
});
