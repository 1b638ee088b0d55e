import { describe, expect, it } from "vitest";
import type { InstanceChange, Timeline } from "../../src/drills/result";
import { nodesOf, readyByNode } from "../../src/visuals/places";

const second = (at: number): Timeline["seconds"][number] => ({ at, answered: [], lost: {} });
const change = (at: number, id: string, node?: string, state: InstanceChange["state"] = "ready") => ({
  at,
  id,
  state,
  ...(node && { node }),
});

describe("the nodes of a run", () => {
  const instances = [
    change(0.1, "a", "n1"),
    change(0.1, "b", "n2"),
    change(1.2, "b", "n2", "unready"),
    change(1.9, "c", undefined, "starting"),
    change(2.1, "c", "n1"),
    change(2.2, "b", undefined, "gone"),
  ];

  it("have the instances that were ready by the end of each second", () => {
    const seconds = [0, 1, 2, 4].map(second);
    expect(nodesOf({ instances })).toEqual(["n1", "n2"]);
    expect(
      readyByNode({ seconds, instances }).map(({ at, node, ready }) => `${at} ${node} ${ready}`),
    ).toEqual(["0 n1 1", "0 n2 1", "1 n1 1", "1 n2 0", "2 n1 2", "2 n2 0", "4 n1 2", "4 n2 0"]);
  });

  it.each([
    ["one node", [change(0, "a", "n1"), change(0, "b", "n1")]],
    ["no known node", [change(0, "a")]],
    ["an earlier file", undefined],
  ])("are not shown with %s", (_, few) => {
    expect(nodesOf({ instances: few })).toEqual([]);
    expect(readyByNode({ seconds: [second(0)], instances: few })).toEqual([]);
  });
});
