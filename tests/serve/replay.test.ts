import { describe, expect, it } from "vitest";
import { NODE_EVENTS } from "../../src/drills/nodeEvents";
import type { DrillRun } from "../../src/drills/result";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { recordingOf } from "../../src/serve/recording";
import { columnAt, onward } from "../../src/serve/replay";
import { answered, KILL, sessionOf } from "./support/recording";

const partOf = (run: Partial<DrillRun>) =>
  recordingOf(sessionOf([run]), [...ORCHESTRATOR_NAMES], 1).chapters[0]!.parts[0]!;

const idsAt = (run: Partial<DrillRun>, moment: number) =>
  columnAt(partOf(run), moment).instances.map(({ id, state }) => `${id} ${state}`);

describe("a run at a moment", () => {
  it("has the instances that the engine reported, with what they answered in the latest whole second", () => {
    expect(columnAt(partOf(KILL), 3.2).instances).toEqual([
      { id: "a", state: "failed", node: "n1", zone: "z1", requests: 0 },
      { id: "b", state: "ready", node: "n2", version: "v1", requests: 16 },
      { id: "c", state: "starting", node: "n2", requests: 0 },
    ]);
    expect(idsAt(KILL, 6)).toEqual(["b ready", "c ready"]);
  });

  it("has what the engine reported first before it was asked", () => {
    expect(idsAt(KILL, 0)).toEqual(["a ready", "b ready"]);
    expect(columnAt(partOf(KILL), 0)).toMatchObject({
      sent: 20,
      doing: { progress: "under load, unchanged" },
    });
  });

  it("has the requests so far, the latest event and no outcome", () => {
    const { sent, lost, seconds, doing, last } = columnAt(partOf(KILL), 2.99);
    expect({ sent, lost, doing, last }).toEqual({
      sent: 60,
      lost: 0,
      doing: { progress: "a is killed" },
      last: undefined,
    });
    // The chart ends at the last whole second.
    expect(seconds.map(({ at }) => at)).toEqual([57, 58, 59]);
    expect(columnAt(partOf(KILL), 3)).toMatchObject({ sent: 80, lost: 4 });
  });

  it("has the latest minute of a long run", () => {
    const long = { ...KILL, timeline: { events: [], seconds: answered(-1, 100, ["a"]) } };
    const { seconds, sent } = columnAt(partOf(long), 90.5);
    expect([seconds[0]!.at, seconds.at(-1)!.at, seconds.length]).toEqual([0, 59, 60]);
    expect(sent).toBe(910);
  });

  it("stays as it was at its end, with the outcome", () => {
    const end = columnAt(partOf(KILL), 7);
    expect(end.doing).toBeUndefined();
    expect(end.last).toMatchObject({
      title: "Heal: killed",
      verdict: "passed",
      facts: { what: "a is killed" },
    });
    expect(end.last!.findings).toContainEqual({ label: "requests lost", unit: "requests", value: 4 });
    expect(columnAt(partOf(KILL), 1000)).toEqual(end);
    // The last second is cut off, so its requests say nothing of an instance's rate.
    expect(end.instances.map(({ requests }) => requests)).toEqual([10, 10]);
  });

  it("has its events, newest first, up to then", () => {
    expect(columnAt(partOf(KILL), 3).entries.map(({ at, what }) => [at, what])).toEqual([
      [3, "clients: requests are lost"],
      [2.4, "engine: c is starting, on n2"],
      [2.4, "engine: a has failed, on n1"],
      [2, "a is killed"],
    ]);
  });

  it("has the nodes of the session, and what became of them", () => {
    const events = [
      { at: 1, what: `n1 ${NODE_EVENTS.draining}` },
      { at: 2, what: `n1 ${NODE_EVENTS.down}` },
      { at: 3, what: "n1 comes back" },
      { at: 4, what: `n1 ${NODE_EVENTS.ready}` },
    ];
    const part = partOf({ ...KILL, timeline: { ...KILL.timeline!, events } });
    const at = (moment: number) => columnAt(part, moment).nodes.map(({ state }) => state);
    expect([0, 1, 2, 3, 4].map(at)).toEqual([
      ["ready", "ready"],
      ["draining", "ready"],
      ["down", "ready"],
      ["down", "ready"],
      ["ready", "ready"],
    ]);
  });
});

describe("a run of an earlier Podium, without the engine's instances", () => {
  const earlier = { ...KILL, timeline: { ...KILL.timeline!, instances: undefined } };

  it("has those that responded", () => {
    expect(columnAt(partOf(earlier), 2).instances).toEqual([
      { id: "a", state: "answering", version: "v1", requests: 10 },
      { id: "b", state: "answering", version: "v1", requests: 10 },
    ]);
    expect(idsAt(earlier, 3)).toEqual(["b answering"]);
  });

  it("has each of them once, also if it changes its version", () => {
    const seconds = answered(0, 3, ["a"]);
    seconds[1]!.answered.push({ version: "v2", instance: "a", requests: 5 });
    const run = { ...KILL, timeline: { events: [], seconds } };
    expect(columnAt(partOf(run), 2).instances).toEqual([
      { id: "a", state: "answering", version: "v2", requests: 15 },
    ]);
  });
});

describe("a run whose responses do not say who has answered", () => {
  const seconds = [0, 1, 2].map((at) => ({
    at,
    answered: [{ version: null, instance: null, requests: 20 }],
    ready: 2,
    lost: {},
  }));

  it("has the engine's instances, an image of one's own with its digest", () => {
    const instances = [{ at: 0.1, id: "a", state: "ready" as const, version: "bbbbbbbbbbbb" }];
    const run = { ...KILL, timeline: { events: [], seconds, instances } };
    expect(columnAt(partOf(run), 2).instances).toEqual([
      { id: "a", state: "ready", version: "bbbbbbbbbbbb" },
    ]);
  });

  it("has no instances if the engine did not tell either", () => {
    expect(idsAt({ ...KILL, timeline: { events: [], seconds } }, 2)).toEqual([]);
  });
});

it("shows no rates where the engine's names are others than those in the responses", () => {
  const instances = [{ at: 0, id: "task-1", state: "ready" as const }];
  const run = { ...KILL, timeline: { ...KILL.timeline!, instances } };
  expect(columnAt(partOf(run), 3).instances).toEqual([{ id: "task-1", state: "ready" }]);
});

describe("the place in a replay", () => {
  const { chapters } = recordingOf(sessionOf([KILL, { ...KILL, run: 2 }]), [...ORCHESTRATOR_NAMES], 1);

  it.each([
    ["goes on", { chapter: 0, moment: 1 }, 2, { chapter: 0, moment: 3 }],
    ["rests at the end of a chapter", { chapter: 0, moment: 6.5 }, 3, { chapter: 0, moment: 9.5 }],
    ["goes on to the next chapter", { chapter: 0, moment: 9 }, 2.5, { chapter: 1, moment: 0 }],
    ["stays at the very end", { chapter: 1, moment: 6.5 }, 30, { chapter: 1, moment: 7 }],
  ])("%s", (_, place, seconds, later) => {
    expect(onward(chapters, place, seconds, 4)).toEqual(later);
  });
});
