import { describe, expect, it } from "vitest";
import { manager } from "./fake";

const node = (ID: string, Hostname: string, Availability = "active") => ({
  ID,
  Version: { Index: 7 },
  Spec: { Role: "worker", Labels: { datacenter: "a" }, Availability },
  Description: { Hostname },
});

const NODES = [node("n1", "alpha"), node("n2", "beta"), node("n3", "gamma", "drain")];

/** A manager of these nodes, and what a drain or its end sends to it. */
async function swarm(nodes = NODES) {
  const updates = Object.fromEntries(nodes.map(({ ID }) => [`POST /nodes/${ID}/update`, 200]));
  const { engine, calls } = await manager({ "GET /nodes": nodes, ...updates });
  const sent = () => calls.filter(({ what }) => what.startsWith("POST "));
  return { engine, sent };
}

const LIMITS = { seconds: 60, stop: new AbortController().signal };

describe("draining a node of a swarm", () => {
  it("sets its availability and leaves the rest of its specification", async () => {
    const { engine, sent } = await swarm();
    expect(await engine.drain!("web", "beta", LIMITS)).toBe("availability set to drain");
    expect(sent()).toEqual([
      {
        what: "POST /nodes/n2/update",
        query: { version: "7" },
        body: { Role: "worker", Labels: { datacenter: "a" }, Availability: "drain" },
      },
    ]);
  });

  it("ends with the availability that it had before", async () => {
    const { engine, sent } = await swarm();
    await engine.undrain!("gamma");
    expect(sent()).toMatchObject([{ what: "POST /nodes/n3/update", body: { Availability: "active" } }]);
  });

  it("changes nothing on a node that is not drained", async () => {
    const { engine, sent } = await swarm();
    await engine.undrain!("alpha");
    expect(sent()).toEqual([]);
  });

  it("names a node that there is not, and one that there is twice", async () => {
    const { engine } = await swarm([node("n1", "alpha"), node("n2", "alpha")]);
    await expect(engine.drain!("web", "delta", LIMITS)).rejects.toThrow("the swarm has no node called delta");
    await expect(engine.undrain!("alpha")).rejects.toThrow("2 nodes of the swarm are called alpha");
  });
});
