import { beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/orchestrators/engine";
import { engineAt, fakeAgent, type FakeAgent } from "./agent";

let agent: FakeAgent;
let engine: Engine;
const node = (ID: string, Name: string, Status = "ready") => ({ ID, Name, Status, Address: "10.0.0.1" });

beforeEach(async () => {
  agent = await fakeAgent({
    nodes: [node("id-1", "alpha"), node("id-2", "beta", "down"), node("id-3", "beta"), node("id-4", "alpha")],
    "node/id-3/drain": {},
  });
  engine = engineAt(agent);
});

const LIMITS = { seconds: 90, stop: new AbortController().signal };
const changes = () => agent.calls.filter(({ method }) => method === "PUT");

describe("draining a node of Nomad", () => {
  it("has a deadline and leaves the allocations of system jobs", async () => {
    expect(await engine.drain!("apps/web", "beta", LIMITS)).toBe("drain with a deadline of 90 s");
    const [{ path, body }] = changes() as [(typeof agent.calls)[number]];
    expect(path).toBe("node/id-3/drain");
    expect(JSON.parse(body)).toEqual({
      DrainSpec: { Deadline: 90e9, IgnoreSystemJobs: true },
      MarkEligible: false,
    });
  });

  it("ends with a node that takes allocations again", async () => {
    await engine.undrain!("beta");
    expect(changes().map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ["node/id-3/drain", { DrainSpec: null, MarkEligible: true }],
    ]);
  });

  it("names a node that there is not, and one that there is twice", async () => {
    await expect(engine.drain!("apps/web", "gamma", LIMITS)).rejects.toThrow("no node is called gamma");
    await expect(engine.undrain!("alpha")).rejects.toThrow("2 nodes are called alpha");
  });
});
