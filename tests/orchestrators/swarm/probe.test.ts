import { afterEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/orchestrators/swarm/engine";
import { fakeDocker } from "../../docker";
import { homeWithSocket } from "../../docker/socket";
import { manager } from "./fake";

afterEach(() => vi.unstubAllEnvs());

describe("the probe of a swarm", () => {
  it("finds a manager, and identifies the swarm by its id", async () => {
    const { port, host, engine } = await manager();
    await homeWithSocket(port);
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "Docker Swarm",
      version: "28.1",
      kind: "real",
      address: host,
      identity: "s1",
      local: true,
    });
  });

  it("does not take a loopback address for this machine", async () => {
    const { engine } = await manager();
    // What responds at this machine's socket is another engine.
    await homeWithSocket((await fakeDocker({ "GET /info": { ID: "e2" } })).port);
    expect(await engine.probe()).toMatchObject({ reachable: true, local: false });
  });

  it("takes a socket for this machine", async () => {
    const { port } = await manager();
    const host = `unix://${await homeWithSocket(port)}`;
    expect(await connect({ host }).probe()).toMatchObject({ address: host, local: true });
  });

  it("recognises a stand-in by what it reports", async () => {
    const Swarm = { LocalNodeState: "active", ControlAvailable: true, Cluster: { ID: "s1" } };
    const { engine } = await manager({ "GET /info": { ServerVersion: "1.0 (stand-in)", Swarm } });
    expect(await engine.probe()).toMatchObject({ version: "1.0 (stand-in)", kind: "stand-in" });
  });

  it.each([
    [
      { LocalNodeState: "inactive" },
      /not in a swarm/,
      /^docker swarm init .*--listen-addr 127\.0\.0\.1:2377 /,
    ],
    [undefined, /not in a swarm/, /^docker swarm init/],
    [{ LocalNodeState: "locked" }, /"locked" in its swarm/, /^docker info/],
    [{ LocalNodeState: "active", ControlAvailable: false }, /a worker of its swarm/, /a manager$/],
  ])("reports what a Docker engine with %j lacks", async (Swarm, reason, remedy) => {
    const { engine } = await manager({ "GET /info": { ServerVersion: "28.1", Swarm } });
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: expect.stringMatching(reason) as string,
      remedy: expect.stringMatching(remedy) as string,
    });
  });

  it("recognises Podman, which has no Swarm mode", async () => {
    const { engine } = await manager({ "GET /version": { Components: [{ Name: "Podman Engine" }] } });
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "the engine is Podman, which has no Swarm mode",
      remedy: "point DOCKER_HOST at a Docker engine",
    });
  });

  it("reports an engine that does not respond", async () => {
    expect(await connect({ host: "tcp://127.0.0.1:1" }).probe()).toEqual({
      reachable: false,
      reason: "the Docker engine does not respond: connect ECONNREFUSED 127.0.0.1:1",
      remedy: "start Docker   (or point DOCKER_HOST at an engine)",
    });
  });

  it("reports an address that is none", async () => {
    expect(await connect({ host: "tcp://a b" }).probe()).toMatchObject({ reachable: false });
  });
});
