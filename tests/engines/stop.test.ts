import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startedEngine } from "../../src/common/started";
import { connect } from "../../src/docker/client";
import { stopEngines } from "../../src/engines/stop";
import { begin, unfinished } from "../../src/engines/unfinished";
import { type Call, fakeDocker, type Reply } from "../docker";
import { temporaryFolder } from "../folder";

let folder: string;
beforeEach(() => vi.stubEnv("PODIUM_ENGINES", (folder = temporaryFolder())));
afterEach(() => vi.unstubAllEnvs());

const project = { "com.docker.compose.project": "podium-engines" };
const container = (Id: string, Labels: object, Mounts: object[] = []) => ({
  Id,
  Names: [`/${Id}`],
  State: "running",
  Status: "Up",
  Labels: { ...Labels },
  Mounts,
});

/** A machine with two engines, what one of them has started, and somebody else's container. */
async function machine(replies: Record<string, Reply> = {}) {
  const all = [
    container("hill", { ...project, "podium.engine": "hill", "podium.containers": "hill.instance=1" }),
    container("hill-node-1", { ...project, "podium.part-of": "hill" }),
    container("dale", { ...project, "podium.engine": "dale" }),
    container("task-1", { "hill.instance": "1" }),
    container("task-2", {}, [{ Source: "/volumes/hill/_data/alloc" }]),
    container("yours", { "hill.instance": "2" }, [{ Source: "/volumes/hill-2/_data" }]),
  ];
  const gone = new Set<string>();
  const left = ({ query }: Call) =>
    all.filter(
      ({ Id, Labels }) => !gone.has(Id) && (!query["filters"] || "com.docker.compose.project" in Labels),
    );
  const removals = all.map(({ Id }): [string, Reply] => [
    `DELETE /containers/${Id}`,
    () => (gone.add(Id), 204),
  ]);
  const { port, calls } = await fakeDocker({
    "GET /containers/json": left,
    ...Object.fromEntries(all.map(({ Id }) => [`POST /containers/${Id}/stop`, 204])),
    ...Object.fromEntries(removals),
    "GET /volumes": {
      Volumes: ["hill", "dale"].map((name) => ({
        Name: `podium-engines_${name}`,
        Labels: { ...project, "podium.engine": name },
        Mountpoint: `/volumes/${name}/_data`,
      })),
    },
    "GET /system/df": { Volumes: [{ Name: "podium-engines_hill", UsageData: { Size: 3_000_000 } }] },
    "DELETE /volumes/podium-engines_hill": 204,
    "DELETE /volumes/podium-engines_dale": 204,
    "GET /networks": [{ Id: "n1", Name: "podium-engines" }],
    "GET /networks/n1": { Containers: { registry: {} } },
    "POST /networks/n1/disconnect": 200,
    "DELETE /networks/n1": 204,
    ...replies,
  });
  const changes = () => calls.map(({ what }) => what).filter((what) => !what.startsWith("GET"));
  return { docker: await connect({ host: `tcp://127.0.0.1:${port}` }), changes };
}

const report = () => undefined;

describe("removing engines", () => {
  it("removes one with its nodes, what it has started and its volume, and nothing else", async () => {
    const { docker, changes } = await machine();
    writeFileSync(join(folder, "hill.env"), "HILL_URL=x");
    writeFileSync(join(folder, "dale.env"), "DALE_URL=x");
    expect(await stopEngines(docker, ["hill"], report)).toEqual({
      containers: ["hill-node-1", "hill", "task-1", "task-2"],
      volumes: ["podium-engines_hill"],
      networks: [],
      bytes: 3_000_000,
    });
    expect(changes().join()).not.toMatch(/dale|yours|networks/);
    expect(startedEngine("hill")).toEqual({});
    expect(startedEngine("dale")).toEqual({ DALE_URL: "x" });
  });

  it("stops an engine before it removes what that has started, and disconnects others from the network", async () => {
    const { docker, changes } = await machine();
    const { networks } = await stopEngines(docker, undefined, report);
    expect(networks).toEqual(["podium-engines"]);
    const all = changes();
    expect(all.indexOf("POST /containers/hill/stop")).toBeLessThan(all.indexOf("DELETE /containers/task-1"));
    expect(all.slice(-2)).toEqual(["POST /networks/n1/disconnect", "DELETE /networks/n1"]);
    expect(all.join()).not.toContain("yours");
  });

  it("waits until what the engines have started has ended by itself, but not for ever", async () => {
    const running = [
      container("hill", { ...project, "podium.engine": "hill" }),
      container("task-2", {}, [{ Source: "/volumes/hill/_data/alloc" }]),
    ];
    let looks = 0;
    const all = ({ query }: Call) =>
      query["filters"] ? running.slice(0, 1) : ++looks < 3 ? running : running.slice(0, 1);
    const { docker, changes } = await machine({ "GET /containers/json": all });
    const said: string[] = [];
    const removed = await stopEngines(docker, ["hill"], (text) => void said.push(text), 30);
    expect(removed.containers).toEqual(["hill"]);
    expect(said.filter((text) => text.startsWith("waiting"))).toEqual(
      Array.from({ length: 2 }, () => "waiting until task-2 has ended"),
    );
    expect(changes()).not.toContain("DELETE /containers/task-2");
    const { docker: other } = await machine();
    expect((await stopEngines(other, ["hill"], report, 0.5)).containers).toContain("task-2");
  });

  it("forgets engines of which only a volume is left", async () => {
    for (const file of ["hill.env", "dale.env", "dale.kubeconfig", "yours.txt"])
      writeFileSync(join(folder, file), "");
    const { docker } = await machine({ "GET /containers/json": [] });
    await stopEngines(docker, undefined, report);
    expect(readdirSync(folder)).toEqual(["yours.txt"]);
  });

  it("undoes what an interrupted command has begun", async () => {
    begin({ names: ["hill"], nodes: 1 });
    expect(unfinished(() => false)).toEqual({ names: ["hill"], nodes: 1 });
    expect(unfinished((pid) => pid !== process.pid)).toEqual({ names: ["hill"], nodes: 1 });
    const { docker } = await machine();
    await stopEngines(docker, undefined, report);
    expect(unfinished(() => false)).toBeUndefined();
  });

  it("says what Docker refuses, and how to go on", async () => {
    const { docker } = await machine({ "DELETE /volumes/podium-engines_hill": 409 });
    await expect(stopEngines(docker, ["hill"], report)).rejects.toThrow(
      "the volume podium-engines_hill cannot be removed: status 409. Run `podium engines down` again to resume.",
    );
    const busy = Response.json(
      { message: "unlinkat /volumes/hill/secrets: device or resource busy" },
      { status: 500 },
    );
    const { docker: other } = await machine({ "DELETE /volumes/podium-engines_hill": busy });
    await expect(stopEngines(other, ["hill"], report)).rejects.toThrow(
      /resource busy\. Something is still mounted there.*unmount.*, then run `podium engines down` again/,
    );
  });
});
