import { expect, it } from "vitest";
import { entriesOf } from "../../src/serve/entries";
import { answered, KILL } from "./support/recording";

it("says who noticed what: the drill, the engine and the clients, in the order in which it happened", () => {
  expect(entriesOf(KILL.timeline!)).toEqual([
    { at: 2, what: "a is killed", tone: "neutral" },
    { at: 2.4, what: "engine: a has failed, on n1", tone: "bad" },
    { at: 2.4, what: "engine: c is starting, on n2", tone: "neutral" },
    { at: 3, what: "clients: requests are lost", tone: "bad" },
    { at: 4, what: "clients: no more requests are lost", tone: "good" },
    { at: 4.5, what: "engine: a is gone", tone: "neutral" },
    { at: 4.9, what: "engine: c is ready, on n2", tone: "neutral" },
    { at: 6.5, what: "back at full strength", tone: "neutral" },
  ]);
});

it("says when another version first responds", () => {
  const seconds = [...answered(0, 2, ["a"]), ...answered(2, 4, ["a"], "v2"), ...answered(4, 5, ["a"])];
  expect(entriesOf({ events: [], seconds })).toEqual([
    { at: 3, what: "clients: v2 responds", tone: "neutral" },
  ]);
});

it("says nothing of what was so from the beginning", () => {
  const seconds = answered(0, 2, ["a"]).map((second) => ({ ...second, answered: [] }));
  expect(entriesOf({ events: [], seconds })).toEqual([]);
});
