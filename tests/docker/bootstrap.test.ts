import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findRegistry, missing, undo } from "../../src/docker/bootstrap";
import { type Call, fakeDocker, type Reply } from "../docker";

const ENGINE = { "GET /version": { Components: [{ Name: "Engine" }] }, "GET /_ping": {} };
const NO_SWARM = { ...ENGINE, "GET /info": { Swarm: { LocalNodeState: "inactive" } } };
const SWARM = {
  ...ENGINE,
  "GET /info": { Swarm: { LocalNodeState: "active", Nodes: 1, Cluster: { ID: "s1" } } },
  "GET /services": [],
  "POST /swarm/leave": 200,
};
const NO_REGISTRY = { "GET /containers/json": [], "GET /volumes": { Volumes: null } };
/** Nothing listens there. */
const NOWHERE = "localhost:1";

/** An engine with these replies, and where Podium remembers what it has started. */
async function machine(replies: Record<string, Reply>, journal?: object) {
  const folder = mkdtempSync(join(tmpdir(), "podium-bootstrap-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, ".podium", "bootstrap.json");
  if (journal) {
    mkdirSync(dirname(path));
    writeFileSync(path, JSON.stringify(journal));
  }
  const { port, calls } = await fakeDocker(replies);
  const docker = { host: "127.0.0.1", port, protocol: "http" as const };
  return { calls, journal: path, surroundings: { journal: path, docker, registryImage: "registry:3" } };
}

const changes = (calls: Call[]) => calls.map(({ what }) => what).filter((what) => !what.startsWith("GET"));

/** A registry, or something else that answers with this status. */
async function listening(status: number) {
  const { port } = await fakeDocker({ "GET /v2/": status });
  return `localhost:${port}`;
}

describe("what a machine with nothing but Docker lacks", () => {
  it("is a registry and a swarm, each with the command to do it by hand", async () => {
    const { surroundings, calls } = await machine(NO_SWARM);
    const steps = await missing(true, { ...surroundings, registry: NOWHERE });
    expect(steps.map(({ title, command }) => [title, command])).toEqual([
      [
        "Start a registry at localhost:1",
        "docker run --detach --name podium-registry --label podium.bootstrap=true --restart unless-stopped " +
          "--publish 127.0.0.1:1:5000 --volume podium-registry:/var/lib/registry registry:3",
      ],
      [
        "Make the Docker engine a swarm of this one machine",
        "docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2377",
      ],
    ]);
    expect(changes(calls)).toEqual([]);
  });

  it("is nothing where both are there", async () => {
    const { surroundings } = await machine(SWARM);
    expect(await missing(true, { ...surroundings, registry: await listening(200) })).toEqual([]);
    expect(await missing(true, { ...surroundings, registry: await listening(401) })).toEqual([]);
  });

  it("is no registry where a registry elsewhere is configured", async () => {
    const { surroundings } = await machine(SWARM);
    expect(await missing(true, { ...surroundings, registry: "registry.example.com" })).toEqual([]);
  });

  it("is no swarm for what is deployed elsewhere", async () => {
    const { surroundings } = await machine(NO_SWARM);
    const steps = await missing(false, { ...surroundings, registry: NOWHERE });
    expect(steps.map(({ title }) => title)).toEqual(["Start a registry at localhost:1"]);
  });

  it("is no registry where there is one with a path", async () => {
    const { surroundings } = await machine(SWARM);
    const registry = `${await listening(200)}/team`;
    expect(await missing(true, { ...surroundings, registry })).toEqual([]);
    expect(await findRegistry({ registry })).toEqual({ address: registry.replace("/team", ""), found: true });
  });

  it("is no swarm for Podman, which cannot be in one", async () => {
    const { surroundings } = await machine({
      ...NO_SWARM,
      "GET /version": { Components: [{ Name: "Podman Engine" }] },
    });
    expect(await missing(true, { ...surroundings, registry: await listening(200) })).toEqual([]);
  });

  it("cannot be told where Docker does not answer", async () => {
    const docker = { host: "127.0.0.1", port: 1, protocol: "http" as const };
    expect(await missing(true, { docker, registry: NOWHERE })).toEqual([]);
  });

  it("is refused where something else is in the registry's place", async () => {
    const { surroundings } = await machine(SWARM);
    const registry = await listening(403);
    await expect(missing(true, { ...surroundings, registry })).rejects.toThrow(
      `What answers at ${registry} is no registry (status 403). Set PODIUM_REGISTRY`,
    );
  });
});

describe("the registry that is looked for", () => {
  it("is told to be missing, and how to get it", async () => {
    expect(await findRegistry({ registry: NOWHERE, registryImage: "registry:3" })).toEqual({
      address: NOWHERE,
      found: false,
      reason: "no registry answers at localhost:1",
      remedy: expect.stringMatching(/^docker run .* --publish 127.0.0.1:1:5000 .* registry:3$/) as string,
    });
  });

  it("is told to be something else", async () => {
    const { found, reason } = await findRegistry({ registry: await listening(403) });
    expect([found, reason]).toEqual([false, expect.stringContaining("is no registry (status 403)")]);
  });
});

describe("starting a registry", () => {
  const PULL = [
    { status: "Pulling from library/registry", id: "3" },
    { status: "Pulling fs layer", id: "0123456789ab" },
    { status: "Already exists", id: "ba9876543210" },
    { status: "Pull complete", id: "0123456789ab" },
  ];

  /** A machine without a registry, which listens from the moment that its container is started. */
  async function lacking(replies: Record<string, Reply> = {}) {
    const registry = `localhost:${await freePort()}`;
    const engine = await machine({
      ...SWARM,
      ...NO_REGISTRY,
      "POST /images/create": lines(PULL),
      "POST /volumes/create": {},
      "POST /containers/create": { Id: "c1" },
      "POST /containers/c1/start": async () => {
        await listen(
          createServer((_, response) => response.end("{}")),
          Number(registry.split(":")[1]),
        );
        return 204;
      },
      ...replies,
    });
    const [step] = await missing(true, { ...engine.surroundings, registry });
    return { ...engine, step: step!, port: registry.split(":")[1] };
  }

  it("pulls the image, and binds the port on this machine alone", async () => {
    const { calls, step, port } = await lacking();
    const progress: string[] = [];
    await step.run((text) => progress.push(text));
    expect(progress).toEqual([
      "pulling registry:3",
      "pulling registry:3: 0 of 1 layers",
      "pulling registry:3: 1 of 2 layers",
      "pulling registry:3: 2 of 2 layers",
      "starting",
    ]);
    expect(changes(calls)).toEqual([
      "POST /images/create",
      "POST /volumes/create",
      "POST /containers/create",
      "POST /containers/c1/start",
    ]);
    const created = calls.find(({ what }) => what === "POST /containers/create")!;
    expect(created.query).toMatchObject({ name: "podium-registry" });
    expect(created.body).toMatchObject({
      Image: "registry:3",
      Labels: { "podium.bootstrap": "true" },
      HostConfig: {
        RestartPolicy: { Name: "unless-stopped" },
        PortBindings: { "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: port }] },
        Binds: ["podium-registry:/var/lib/registry"],
      },
    });
  });

  it("pulls nothing that is there, and replaces one that has stopped", async () => {
    const { calls, step } = await lacking({
      "GET /images/registry:3/json": {},
      "GET /containers/json": [{ Id: "old" }],
      "DELETE /containers/old": 204,
    });
    await step.run();
    expect(changes(calls)[0]).toBe("DELETE /containers/old");
    expect(changes(calls)).not.toContain("POST /images/create");
  });

  it("fails with the engine's own words", async () => {
    const failing = lines([{ error: "no such host" }]);
    await expect((await lacking({ "POST /images/create": failing })).step.run()).rejects.toThrow(
      "registry:3 cannot be pulled: no such host",
    );
    await expect((await lacking({ "POST /containers/create": 409 })).step.run()).rejects.toThrow(
      "The registry cannot be created: status 409",
    );
  });
});

describe("initialising a swarm", () => {
  const initialised = { ...NO_SWARM, "POST /swarm/init": '"node"', "GET /swarm": { ID: "s1" } };

  it("keeps it to this machine, and remembers it", async () => {
    const { calls, surroundings, journal } = await machine(initialised);
    const [step] = await missing(true, { ...surroundings, registry: await listening(200) });
    await step!.run();
    expect(calls.find(({ what }) => what === "POST /swarm/init")!.body).toEqual({
      AdvertiseAddr: "127.0.0.1",
      ListenAddr: "127.0.0.1:2377",
    });
    expect(JSON.parse(readFileSync(journal, "utf8"))).toEqual({ swarm: "s1" });
  });

  it("remembers nothing when it fails", async () => {
    const { surroundings, journal } = await machine({ ...initialised, "POST /swarm/init": 400 });
    const [step] = await missing(true, { ...surroundings, registry: await listening(200) });
    await expect(step!.run()).rejects.toThrow("The swarm cannot be initialised: status 400");
    expect(existsSync(journal)).toBe(false);
  });
});

describe("taking back what was started", () => {
  it("removes the registry by its label, with its volume", async () => {
    const { calls, surroundings } = await machine({
      ...SWARM,
      "GET /containers/json": [{ Id: "c1" }],
      "GET /volumes": { Volumes: [{ Name: "podium-registry" }] },
      "DELETE /containers/c1": 204,
      "DELETE /volumes/podium-registry": 204,
    });
    expect(await undo(surroundings)).toEqual(["The registry is removed, with the images in it."]);
    expect(changes(calls)).toEqual(["DELETE /containers/c1", "DELETE /volumes/podium-registry"]);
    const filters = calls
      .filter(({ what }) => /containers|volumes/.test(what))
      .map(({ query }) => query["filters"]);
    expect(new Set(filters.filter(Boolean))).toEqual(new Set(['{"label":["podium.bootstrap=true"]}']));
  });

  it("leaves the swarm that Podium has initialised", async () => {
    const { calls, surroundings, journal } = await machine({ ...SWARM, ...NO_REGISTRY }, { swarm: "s1" });
    expect(await undo(surroundings)).toEqual(["The Docker engine has left its swarm."]);
    expect(calls.find(({ what }) => what === "POST /swarm/leave")!.query).toEqual({ force: "true" });
    expect(existsSync(journal)).toBe(false);
  });

  it.each([
    ["that it has not initialised", undefined, {}, []],
    [
      "that has taken its place",
      { swarm: "s0" },
      {},
      ["The swarm that Podium had initialised is gone already."],
    ],
    [
      "that still runs something",
      { swarm: "s1" },
      { "GET /services": [{ Spec: { Name: "web" } }, { Spec: { Name: "api" } }] },
      ["The swarm stays, since it still runs web, api."],
    ],
    [
      "that other machines have joined",
      { swarm: "s1" },
      { "GET /info": { Swarm: { LocalNodeState: "active", Nodes: 2, Cluster: { ID: "s1" } } } },
      ["The swarm stays, since other machines have joined it."],
    ],
  ])("leaves alone a swarm %s", async (_, journal, replies, sentences) => {
    const { calls, surroundings } = await machine({ ...SWARM, ...NO_REGISTRY, ...replies }, journal);
    expect(await undo(surroundings)).toEqual(sentences);
    expect(changes(calls)).toEqual([]);
  });

  it("is nothing where Docker does not answer", async () => {
    const docker = { host: "127.0.0.1", port: 1, protocol: "http" as const };
    expect(await undo({ docker })).toEqual([]);
  });

  it("tells what Docker refuses", async () => {
    const { surroundings } = await machine({
      ...SWARM,
      "GET /containers/json": [{ Id: "c1" }],
      "DELETE /containers/c1": 500,
    });
    await expect(undo(surroundings)).rejects.toThrow("The registry cannot be removed: status 500");
  });
});

/** As Docker tells its progress. */
const lines = (events: object[]) => events.map((event) => `${JSON.stringify(event)}\r\n`).join("");

/** Listens until the test is over. */
async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
