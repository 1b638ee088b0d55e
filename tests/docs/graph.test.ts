import { describe, expect, it } from "vitest";
import { between, type GraphEdge, withoutImplied } from "../../src/docs/graph";

/** E.g. "a>b". */
const edges = (...all: string[]): GraphEdge[] =>
  all.map((each) => ({ from: each.split(">")[0]!, to: each.split(">")[1]! }));

describe("edges that others imply", () => {
  it("are left out", () => {
    expect(withoutImplied(edges("a>b", "a>c", "a>d", "b>c", "c>d"))).toEqual(edges("a>b", "b>c", "c>d"));
  });

  it("stay where there is no other way", () => {
    const all = edges("a>b", "a>c", "b>d", "c>d");
    expect(withoutImplied(all)).toEqual(all);
  });

  it("never part what a circle connects", () => {
    const all = edges("a>b", "b>a");
    expect(withoutImplied(all)).toEqual(all);
  });
});

it("edges between groups are there once, and none is within a group", () => {
  const groups: Record<string, string> = { a1: "a", a2: "a", b1: "b" };
  const found = between(edges("a1>a2", "a1>b1", "a2>b1", "b1>c"), (id) => groups[id] ?? id);
  expect(found).toEqual(edges("a>b", "b>c"));
});
