import { describe, expect, it } from "vitest";
import type { RequestRecord } from "../../src/drills/accounting";
import { pair, unidentified } from "../../src/serve/pairing";

const START = Date.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

const answered = (instance: string, version = "v1", startedAt = at(0)): RequestRecord => ({
  due: START,
  sent: START,
  ended: START,
  kept: false,
  outcome: { answer: { instance, version, digest: null, startedAt } },
});
const lost: RequestRecord = {
  ...answered("a"),
  outcome: { loss: "refused", detail: "ECONNREFUSED" },
};

describe("pairing the engine's instances with responses", () => {
  it("matches by name", () => {
    const requests = [answered("b", "v2"), answered("a"), answered("a"), lost];
    expect(
      pair(
        [
          { id: "a", state: "ready", node: "n1", zone: "z1" },
          { id: "b", state: "stopping" },
        ],
        requests,
      ),
    ).toEqual([
      { id: "a", state: "ready", version: "v1", requests: 2, node: "n1", zone: "z1" },
      { id: "b", state: "stopping", version: "v2", requests: 1 },
    ]);
  });

  it("matches by the nearest start time if the names differ", () => {
    const instances = [
      { id: "old", state: "ready" as const, startedAt: at(-100) },
      { id: "new", state: "ready" as const, startedAt: at(0) },
    ];
    const requests = [answered("x", "v2", at(1)), answered("y", "v1", at(-99))];
    expect(pair(instances, requests)).toMatchObject([
      { id: "old", version: "v1" },
      { id: "new", version: "v2" },
    ]);
  });

  it("leaves an instance without a version if no start time is near, or if the engine reports none", () => {
    const requests = [answered("x", "v1", at(200))];
    expect(pair([{ id: "a", state: "starting", startedAt: at(0) }], requests)).toEqual([
      { id: "a", state: "starting", requests: 0 },
    ]);
    expect(pair([{ id: "a", state: "starting" }], requests)).toEqual([
      { id: "a", state: "starting", requests: 0 },
    ]);
  });

  it("assigns no response to two instances", () => {
    const instances = [
      { id: "a", state: "ready" as const, startedAt: at(0) },
      { id: "b", state: "ready" as const, startedAt: at(1) },
    ];
    const paired = pair(instances, [answered("x", "v1", at(0))]);
    expect(paired.map(({ requests }) => requests)).toEqual([1, 0]);
  });

  it("shows the instances that respond if the engine cannot be queried, each with its latest version", () => {
    const requests = [answered("a", "v1"), answered("a", "v2", at(5))];
    expect(pair(undefined, requests)).toEqual([{ id: "a", state: "answering", version: "v2", requests: 2 }]);
  });
});

it("shows the instances of an image of one's own as the engine reports them: by digest, and without responses", () => {
  const image = `localhost:5000/own@sha256:${"0123456789ab".repeat(6).slice(0, 64)}`;
  expect(
    unidentified([
      { id: "a", state: "ready", image, node: "n1", zone: "z1" },
      { id: "b", state: "starting", image: "own:latest" },
      { id: "c", state: "failed" },
    ]),
  ).toEqual([
    { id: "a", state: "ready", version: "0123456789ab", node: "n1", zone: "z1" },
    { id: "b", state: "starting" },
    { id: "c", state: "failed" },
  ]);
});
