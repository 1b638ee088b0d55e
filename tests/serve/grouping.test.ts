import { describe, expect, it } from "vitest";
import { byNode, type NodeGroup } from "../../src/serve/grouping";
import type { LiveInstance, LiveNode } from "../../src/serve/state";

const on = (node: string | undefined, id: string): LiveInstance => ({ id, state: "ready", node, zone: "z" });
const node = (name: string, state: LiveNode["state"] = "ready"): LiveNode => ({ name, state, zone: "z" });

const inShort = (groups: NodeGroup[] | undefined) =>
  groups?.map(({ name, state, instances }) => [name, state, instances.map(({ id }) => id).join(" ")]);

describe("instances by node", () => {
  it("are in the order of the nodes' names, those on none at the end", () => {
    const instances = [on("b", "1"), on("a", "2"), on(undefined, "3"), on("b", "4")];
    expect(inShort(byNode(instances, [node("b", "draining"), node("c", "down"), node("a")]))).toEqual([
      ["a", "ready", "2"],
      ["b", "draining", "1 4"],
      ["c", "down", ""],
      [undefined, undefined, "3"],
    ]);
  });

  it("are grouped by what they tell themselves where the engine lists no nodes", () => {
    const groups = byNode([on("b", "1"), on("a", "2")], []);
    expect(inShort(groups)).toEqual([
      ["a", undefined, "2"],
      ["b", undefined, "1"],
    ]);
    expect(groups!.map(({ zone }) => zone)).toEqual(["z", "z"]);
  });

  it.each([
    ["there is one node", [on("a", "1"), on("a", "2")], [node("a")]],
    ["none is known", [on(undefined, "1")], []],
    ["the engine does not tell where they are", [on(undefined, "1")], [node("a"), node("b")]],
  ])("are not grouped where %s", (_, instances, nodes) => {
    expect(byNode(instances, nodes)).toBeUndefined();
  });

  it("leave out the idle nodes of a large cluster, and no others", () => {
    const nodes = Array.from({ length: 9 }, (_, index) => node(`n${index}`));
    expect(byNode([on("n3", "1")], nodes)).toMatchObject([{ name: "n3" }]);
    expect(byNode([on("n3", "1")], nodes.slice(0, 8))).toHaveLength(8);
  });
});
