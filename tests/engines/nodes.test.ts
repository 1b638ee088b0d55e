import { describe, expect, it } from "vitest";
import { connect } from "../../src/docker/client";
import { containerOfNode, killNode, startNode } from "../../src/engines/nodes";
import { fakeDocker, type Reply } from "../docker";

const project = { "com.docker.compose.project": "podium-engines" };
const container = (Id: string, labels: object) => ({
  Id,
  Names: [`/${Id}`],
  Image: "engine",
  State: "running",
  Status: "Up",
  Labels: { ...project, ...labels },
});

/** A Docker engine with an engine of Podium's, its two further nodes, and one of another engine. */
async function docker(replies: Record<string, Reply> = {}) {
  const hosts = { hill: "node-0", "hill-node-1": "node-1", "hill-node-2": "node-2", "dale-node-1": "node-3" };
  const inspections = Object.entries(hosts).map(([Id, Hostname]): [string, Reply] => [
    `GET /containers/${Id}/json`,
    { Id, Config: { Hostname } },
  ]);
  const { port, calls } = await fakeDocker({
    "GET /containers/json": [
      container("hill", { "podium.engine": "hill" }),
      container("hill-node-1", { "podium.part-of": "hill" }),
      container("hill-node-2", { "podium.part-of": "hill" }),
      container("dale-node-1", { "podium.part-of": "dale" }),
    ],
    ...Object.fromEntries(inspections),
    ...replies,
  });
  const changes = () => calls.map(({ what }) => what).filter((what) => what.startsWith("POST "));
  return { open: () => connect({ host: `tcp://127.0.0.1:${port}` }), changes };
}

describe("a node in a container", () => {
  it("is one of the engine's further nodes, known by its host name", async () => {
    const { open } = await docker();
    expect(await containerOfNode("hill", "node-2", open)).toBe("hill-node-2");
  });

  it.each([
    ["the engine itself", "node-0"],
    ["another engine's", "node-3"],
    ["nobody's", "node-4"],
  ])("is not %s", async (_, node) => {
    const { open } = await docker();
    expect(await containerOfNode("hill", node, open)).toBeUndefined();
  });

  it("is none where there is no Docker", async () => {
    const open = () => Promise.reject(new Error("no Docker"));
    expect(await containerOfNode("hill", "node-1", open)).toBeUndefined();
  });

  it("is killed and started by its id", async () => {
    const start = "POST /containers/hill-node-1/start";
    const { open, changes } = await docker({ "POST /containers/hill-node-1/kill": 204, [start]: 204 });
    await killNode("hill-node-1", open);
    await startNode("hill-node-1", open);
    expect(changes()).toEqual(["POST /containers/hill-node-1/kill", start]);
  });

  it("may run already when it is started, but must exist", async () => {
    const { open } = await docker({ "POST /containers/hill-node-1/start": 304 });
    await startNode("hill-node-1", open);
    await expect(startNode("hill-node-2", open)).rejects.toThrow();
  });
});
