import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { findRegistry, missing, undo } from "../../src/automation/bootstrap";
import type { Bootstrap } from "../../src/orchestrators/bootstrap";
import type { Orchestrator } from "../../src/orchestrators/orchestrator";
import { type Call, fakeDocker, type Reply } from "../docker";
import { homeWithSocket } from "../docker/socket";
import { temporaryFolder } from "../folder";

const ENGINE = { "GET /_ping": {} };
const NO_REGISTRY = { "GET /containers/json": [], "GET /volumes": { Volumes: null } };
/** Nothing listens at this address. */
const NOWHERE = "localhost:1";
const NO_ENGINE = "unix:///nowhere/docker.sock";

const withBootstrap = (bootstrap?: Bootstrap) => ({ bootstrap }) as Orchestrator;
/** An orchestrator whose engine is missing, or was started. */
const starting = (title: string) =>
  withBootstrap({
    missing: async () => [{ title, command: `start ${title}`, run: async () => undefined }],
    started: async () => undefined,
    undo: async () => [`${title} is removed.`],
  });

afterEach(() => vi.unstubAllEnvs());

/** A Docker engine on this machine with these replies. */
async function machine(replies: Record<string, Reply>) {
  const { port, calls } = await fakeDocker({ ...ENGINE, ...replies });
  const host = `unix://${await homeWithSocket(port)}`;
  return { port, calls, surroundings: { host, folder: temporaryFolder(), registryImage: "registry:3" } };
}

const changes = (calls: Call[]) => calls.map(({ what }) => what).filter((what) => !what.startsWith("GET"));

/** A registry, or something else that responds with this status. */
async function listening(status: number) {
  const { port } = await fakeDocker({ "GET /v2/": status });
  return `localhost:${port}`;
}

describe("what a machine that has only Docker lacks", () => {
  it("is a registry and then the engines, each with the command that does the same", async () => {
    const { surroundings, calls } = await machine({});
    const orchestrators = [starting("a"), withBootstrap(), starting("b")];
    const steps = await missing(orchestrators, true, { ...surroundings, registry: NOWHERE });
    expect(steps.map(({ title, command }) => [title, command])).toEqual([
      [
        "Start a registry at localhost:1",
        "docker run --detach --name podium-registry --label podium.bootstrap=true --restart unless-stopped " +
          "--publish 127.0.0.1:1:5000 --volume podium-registry:/var/lib/registry registry:3",
      ],
      ["a", "start a"],
      ["b", "start b"],
    ]);
    expect(changes(calls)).toEqual([]);
  });

  it("is determined by each orchestrator, with the Docker client and the folder for its notes", async () => {
    const { surroundings } = await machine({ "GET /info": { ID: "e1" } });
    const look = vi.fn<Bootstrap["missing"]>(async () => []);
    const registry = await listening(200);
    await missing(
      [withBootstrap({ missing: look, started: async () => undefined, undo: async () => [] })],
      true,
      {
        ...surroundings,
        registry,
      },
    );
    const [docker, folder] = look.mock.calls[0]!;
    expect(await docker.info()).toEqual({ ID: "e1" });
    expect(folder).toBe(surroundings.folder);
  });

  it("excludes a registry when nothing is pushed to it", async () => {
    const { surroundings } = await machine({});
    expect(await missing([], false, { ...surroundings, registry: NOWHERE })).toEqual([]);
    expect(await missing([], false, { ...surroundings, registry: "http://no address" })).toEqual([]);
  });

  it.each([200, 401])("excludes a registry when one responds with %i", async (status) => {
    const { surroundings } = await machine({});
    expect(await missing([], true, { ...surroundings, registry: await listening(status) })).toEqual([]);
  });

  it("excludes a registry when one elsewhere is configured", async () => {
    const { surroundings } = await machine({});
    expect(await missing([], true, { ...surroundings, registry: "registry.example.com" })).toEqual([]);
  });

  it("excludes a registry when the configured address has a path", async () => {
    const { surroundings } = await machine({});
    const registry = `${await listening(200)}/team`;
    expect(await missing([], true, { ...surroundings, registry })).toEqual([]);
    expect(await findRegistry({ registry })).toEqual({ address: registry.replace("/team", ""), found: true });
  });

  it("is nothing when Docker does not respond", async () => {
    expect(await missing([starting("a")], true, { host: NO_ENGINE, registry: NOWHERE })).toEqual([]);
  });

  it("is nothing when Docker is not proven to run on this machine", async () => {
    const { surroundings, port } = await machine({ "GET /info": { ID: "e1" } });
    const elsewhere = await fakeDocker({ ...ENGINE, "GET /info": { ID: "e2" } });
    const lacking = (at: number) =>
      missing([starting("a")], true, { ...surroundings, host: `tcp://127.0.0.1:${at}`, registry: NOWHERE });
    expect(await lacking(elsewhere.port)).toEqual([]);
    expect(await lacking(port)).toHaveLength(2);
  });

  it("cannot be determined when something else listens at the registry's address", async () => {
    const { surroundings } = await machine({});
    const registry = await listening(403);
    await expect(missing([], true, { ...surroundings, registry })).rejects.toThrow(
      new RegExp(`${registry} .*status 403.* PODIUM_REGISTRY`),
    );
  });
});

describe("looking for the registry", () => {
  it("reports that it is missing, and how to get it", async () => {
    expect(await findRegistry({ registry: NOWHERE, registryImage: "registry:3" })).toEqual({
      address: NOWHERE,
      found: false,
      reason: "no registry responds at localhost:1",
      remedy: expect.stringMatching(/^docker run .* --publish 127.0.0.1:1:5000 .* registry:3$/) as string,
    });
  });

  it("reports that something else listens at its address", async () => {
    const { found, reason } = await findRegistry({ registry: await listening(403) });
    expect([found, reason]).toEqual([false, expect.stringContaining("status 403")]);
  });

  it.each(["me:s3cret@registry.example.com", "https://me:s3cret@registry.example.com"])(
    "reports that its address has a login, without repeating that: %s",
    async (address) => {
      vi.stubEnv("PODIUM_REGISTRY", address);
      const { found, reason } = await findRegistry();
      expect(found).toBe(false);
      expect(reason).toMatch(/^PODIUM_REGISTRY must be .* without a login .* got "\[secret\]"$/);
    },
  );

  it("uses PODIUM_REGISTRY and PODIUM_REGISTRY_IMAGE, or port 5000 if they are not set", async () => {
    vi.stubEnv("PODIUM_REGISTRY", NOWHERE);
    vi.stubEnv("PODIUM_REGISTRY_IMAGE", "registry.example.com/registry:3");
    expect(await findRegistry()).toMatchObject({
      address: NOWHERE,
      remedy: expect.stringMatching(/ registry\.example\.com\/registry:3$/) as string,
    });
    for (const unset of [undefined, ""]) {
      vi.stubEnv("PODIUM_REGISTRY", unset);
      expect(await findRegistry()).toMatchObject({ address: "localhost:5000" });
    }
  });
});

describe("starting a registry", () => {
  const PULL = [
    { status: "Pulling from library/registry", id: "3" },
    { status: "Pulling fs layer", id: "0123456789ab" },
    { status: "Already exists", id: "ba9876543210" },
    { status: "Pull complete", id: "0123456789ab" },
  ];

  /** A machine without a registry; one listens as soon as its container is started. */
  async function lacking(replies: Record<string, Reply> = {}) {
    const registry = `localhost:${await freePort()}`;
    const engine = await machine({
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
    const [step] = await missing([], true, { ...engine.surroundings, registry });
    return { ...engine, step: step!, port: registry.split(":")[1] };
  }

  it("pulls the image, and publishes the port on this machine only", async () => {
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

  it("pulls no image that exists, and replaces a registry that has stopped", async () => {
    const { calls, step } = await lacking({
      "GET /images/registry:3/json": {},
      "GET /containers/json": [{ Id: "old" }],
      "DELETE /containers/old": 204,
    });
    await step.run();
    expect(changes(calls)[0]).toBe("DELETE /containers/old");
    expect(changes(calls)).not.toContain("POST /images/create");
  });

  it("fails with the engine's own message", async () => {
    const failing = lines([{ error: "no such host" }]);
    await expect((await lacking({ "POST /images/create": failing })).step.run()).rejects.toThrow(
      "registry:3 cannot be pulled: no such host",
    );
    await expect((await lacking({ "POST /containers/create": 409 })).step.run()).rejects.toThrow(
      "The registry cannot be created: status 409",
    );
  });
});

describe("removing what was started", () => {
  it("removes the engines, and the registry by its label with its volume", async () => {
    const { calls, surroundings } = await machine({
      "GET /containers/json": [{ Id: "c1" }],
      "GET /volumes": { Volumes: [{ Name: "podium-registry" }] },
      "DELETE /containers/c1": 204,
      "DELETE /volumes/podium-registry": 204,
    });
    expect(await undo([starting("a"), withBootstrap(), starting("b")], surroundings)).toEqual([
      "a is removed.",
      "b is removed.",
      "The registry is removed, with the images in it.",
    ]);
    expect(changes(calls)).toEqual(["DELETE /containers/c1", "DELETE /volumes/podium-registry"]);
    const filters = calls
      .filter(({ what }) => /containers|volumes/.test(what))
      .map(({ query }) => query["filters"]);
    expect(new Set(filters.filter(Boolean))).toEqual(new Set(['{"label":["podium.bootstrap=true"]}']));
  });

  it("says nothing about a registry that Podium did not start", async () => {
    const { surroundings } = await machine(NO_REGISTRY);
    expect(await undo([], surroundings)).toEqual([]);
  });

  it("does nothing when Docker does not respond", async () => {
    expect(await undo([starting("a")], { host: NO_ENGINE })).toEqual([]);
  });

  it("fails with Docker's own message", async () => {
    const { surroundings } = await machine({
      "GET /containers/json": [{ Id: "c1" }],
      "DELETE /containers/c1": 500,
    });
    await expect(undo([], surroundings)).rejects.toThrow("The registry cannot be removed: status 500");
  });
});

/** How Docker reports its progress. */
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
