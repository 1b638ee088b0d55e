import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect } from "../../../src/docker/client";
import { bootstrap } from "../../../src/orchestrators/swarm/bootstrap";
import { type Call, fakeDocker, type Reply } from "../../docker";
import { temporaryFolder } from "../../folder";

const ENGINE = { "GET /version": { Components: [{ Name: "Engine" }] } };
const NO_SWARM = { ...ENGINE, "GET /info": { Swarm: { LocalNodeState: "inactive" } } };
const SWARM = {
  ...ENGINE,
  "GET /info": { Swarm: { LocalNodeState: "active", Nodes: 1, Cluster: { ID: "s1" } } },
  "GET /services": [],
  "POST /swarm/leave": 200,
};

/** An engine with these replies, and a folder with this journal. */
async function machine(replies: Record<string, Reply>, notes?: object) {
  const folder = temporaryFolder();
  const journal = join(folder, "bootstrap.json");
  if (notes) writeFileSync(journal, JSON.stringify(notes));
  const { port, calls } = await fakeDocker(replies);
  return { calls, folder, journal, docker: await connect({ host: `tcp://127.0.0.1:${port}` }) };
}

const changes = (calls: Call[]) => calls.map(({ what }) => what).filter((what) => !what.startsWith("GET"));

describe("a Docker engine that lacks a swarm", () => {
  it("gets one by a step that has the same command", async () => {
    const { docker, folder, calls } = await machine(NO_SWARM);
    const steps = await bootstrap.missing(docker, folder);
    expect(steps.map(({ title, command }) => [title, command])).toEqual([
      [
        "Initialise a one-node swarm in the Docker engine",
        "docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2377",
      ],
    ]);
    expect(changes(calls)).toEqual([]);
  });

  it.each([
    ["is in a swarm already", SWARM],
    ["is in a locked swarm", { ...ENGINE, "GET /info": { Swarm: { LocalNodeState: "locked" } } }],
    ["does not mention swarms", { ...ENGINE, "GET /info": {} }],
    ["is Podman", { ...NO_SWARM, "GET /version": { Components: [{ Name: "Podman Engine" }] } }],
  ])("is not one that %s", async (_, replies) => {
    const { docker, folder } = await machine(replies);
    expect(await bootstrap.missing(docker, folder)).toEqual([]);
  });
});

describe("initialising a swarm", () => {
  const initialised = { ...NO_SWARM, "POST /swarm/init": '"node"', "GET /swarm": { ID: "s1" } };

  it("keeps it to this machine, and notes its id", async () => {
    const { docker, folder, journal, calls } = await machine(initialised);
    const [step] = await bootstrap.missing(docker, folder);
    await step!.run();
    expect(calls.find(({ what }) => what === "POST /swarm/init")!.body).toEqual({
      AdvertiseAddr: "127.0.0.1",
      ListenAddr: "127.0.0.1:2377",
    });
    expect(readFileSync(journal, "utf8")).toBe('{"swarm":"s1"}\n');
  });

  it("notes nothing when it fails", async () => {
    const { docker, folder, journal } = await machine({ ...initialised, "POST /swarm/init": 400 });
    const [step] = await bootstrap.missing(docker, folder);
    await expect(step!.run()).rejects.toThrow("The swarm cannot be initialised: status 400");
    expect(existsSync(journal)).toBe(false);
  });
});

describe("removing the swarm", () => {
  it("leaves the one that Podium initialised", async () => {
    const { docker, folder, journal, calls } = await machine(SWARM, { swarm: "s1" });
    expect(await bootstrap.undo(docker, folder)).toEqual(["The Docker engine has left its swarm."]);
    expect(calls.find(({ what }) => what === "POST /swarm/leave")!.query).toEqual({ force: "true" });
    expect(existsSync(journal)).toBe(false);
  });

  it.each([
    ["it did not initialise", undefined, {}, []],
    [
      "has replaced the one it initialised",
      { swarm: "s0" },
      {},
      ["The swarm that Podium initialised no longer exists."],
    ],
    [
      "still runs something",
      { swarm: "s1" },
      { "GET /services": [{ Spec: { Name: "web" } }, { Spec: { Name: "api" } }] },
      ["The swarm stays, since it still runs web, api."],
    ],
    [
      "other machines have joined",
      { swarm: "s1" },
      { "GET /info": { Swarm: { LocalNodeState: "active", Nodes: 2, Cluster: { ID: "s1" } } } },
      ["The swarm stays, since other machines have joined it."],
    ],
  ])("leaves alone one that %s", async (_, notes, replies, sentences) => {
    const { docker, folder, calls } = await machine({ ...SWARM, ...replies }, notes);
    expect(await bootstrap.undo(docker, folder)).toEqual(sentences);
    expect(changes(calls)).toEqual([]);
  });

  it("forgets one that no longer exists, and remembers one that stays", async () => {
    const gone = await machine(SWARM, { swarm: "s0" });
    await bootstrap.undo(gone.docker, gone.folder);
    expect(existsSync(gone.journal)).toBe(false);
    const busy = await machine({ ...SWARM, "GET /services": [{ Spec: { Name: "web" } }] }, { swarm: "s1" });
    await bootstrap.undo(busy.docker, busy.folder);
    expect(existsSync(busy.journal)).toBe(true);
  });

  it("leaves everything alone if its note is damaged, which it names", async () => {
    const { docker, folder, journal, calls } = await machine(SWARM);
    writeFileSync(journal, "{");
    expect(await bootstrap.undo(docker, folder)).toEqual([
      expect.stringMatching(new RegExp(`^${journal} is damaged, .*docker swarm leave --force`)),
    ]);
    expect(changes(calls)).toEqual([]);
    expect(existsSync(journal)).toBe(true);
  });

  it("fails with what Docker refuses, and remembers the swarm", async () => {
    const { docker, folder, journal } = await machine(
      { ...SWARM, "POST /swarm/leave": 500 },
      { swarm: "s1" },
    );
    await expect(bootstrap.undo(docker, folder)).rejects.toThrow(
      "The Docker engine cannot leave its swarm: status 500",
    );
    expect(existsSync(journal)).toBe(true);
  });
});
