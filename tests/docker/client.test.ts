import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf, connect, isLocal } from "../../src/docker/client";
import { fakeDocker } from "../docker";
import { homeWithSocket } from "./socket";
import { temporaryFolder } from "../folder";

afterEach(() => vi.unstubAllEnvs());

const engine = (ID: string) => fakeDocker({ "GET /info": { ID } });

/** The options as the library has parsed them. */
const modemOf = async (host: string) => (await connect({ host })).modem as unknown as Record<string, unknown>;

describe("a client", () => {
  it("reaches the engine of the environment by default", async () => {
    const { port } = await engine("e1");
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${port}`);
    const docker = await connect();
    expect(await docker.info()).toEqual({ ID: "e1" });
    expect(await addressOf(docker)).toBe(`tcp://127.0.0.1:${port}`);
  });

  it.each(["tcp://127.0.0.1:1", "ssh://127.0.0.1:1", "unix:///nowhere/docker.sock"])(
    "reaches the named engine when DOCKER_HOST is %s",
    async (elsewhere) => {
      const [tcp, socket] = [await engine("tcp"), await engine("socket")];
      const path = await homeWithSocket(socket.port);
      vi.stubEnv("DOCKER_HOST", elsewhere);
      const atSocket = await connect({ host: `unix://${path}` });
      expect(await atSocket.info()).toEqual({ ID: "socket" });
      expect(await addressOf(atSocket)).toBe(`unix://${path}`);
      expect(await (await connect({ host: `tcp://127.0.0.1:${tcp.port}` })).info()).toEqual({ ID: "tcp" });
    },
  );

  it("fails when the engine is silent for too long", async () => {
    const { port } = await fakeDocker({ "GET /info": () => new Promise(() => undefined) });
    const docker = await connect({ host: `tcp://127.0.0.1:${port}`, timeout: 20 });
    await expect(docker.info()).rejects.toThrow("socket hang up");
  }, 5_000);

  it("uses SSH with the user of the address and the agent's keys", async () => {
    vi.stubEnv("SSH_AUTH_SOCK", "/agent.sock");
    expect(await modemOf("ssh://deploy@manager.example.com")).toMatchObject({
      protocol: "ssh",
      host: "manager.example.com",
      port: 22,
      username: "deploy",
      sshOptions: { agent: "/agent.sock" },
    });
    expect(await modemOf("ssh://manager.example.com:2222")).toMatchObject({ port: "2222" });
  });

  it.each([
    ["tcp://manager.example.com:2375", "", "http"],
    ["tcp://manager.example.com:2375", "1", "https"],
    ["tcp://manager.example.com:2376", "", "https"],
    ["unix:///var/run/docker.sock", "1", "http"],
  ])("reaches %s with DOCKER_TLS_VERIFY=%j by %s", async (host, verify, protocol) => {
    vi.stubEnv("DOCKER_TLS_VERIFY", verify);
    expect(await modemOf(host)).toMatchObject({ protocol });
  });

  it("uses the certificates in DOCKER_CERT_PATH", async () => {
    const folder = temporaryFolder();
    for (const name of ["ca", "cert", "key"]) writeFileSync(join(folder, `${name}.pem`), `the ${name}`);
    vi.stubEnv("DOCKER_CERT_PATH", folder);
    const { ca, cert, key } = await modemOf("tcp://manager.example.com:2376");
    expect([ca, cert, key].map(String)).toEqual(["the ca", "the cert", "the key"]);
  });
});

describe("an engine on this machine", () => {
  const at = async (port: number) => isLocal(await connect({ host: `tcp://127.0.0.1:${port}` }));

  it("is any at a socket or a named pipe", async () => {
    expect(await isLocal(await connect({ host: "unix:///nowhere/docker.sock" }))).toBe(true);
    expect(await isLocal(await connect({ host: "npipe:////./pipe/docker_engine" }))).toBe(true);
  });

  it("is one at a loopback address that also responds at the socket", async () => {
    const { port } = await engine("e1");
    await homeWithSocket(port);
    expect(await at(port)).toBe(true);
  });

  it("is not one at a loopback address that differs from the one at the socket", async () => {
    await homeWithSocket((await engine("e1")).port);
    expect(await at((await engine("e2")).port)).toBe(false);
  });

  it("is not one without an id, nor one that does not respond", async () => {
    const { port } = await fakeDocker({ "GET /info": {} });
    await homeWithSocket(port);
    expect(await at(port)).toBe(false);
    await homeWithSocket(1);
    expect(await at(1)).toBe(false);
  });

  it.each(["tcp://manager.example.com:2376", "ssh://manager.example.com"])("is not %s", async (host) => {
    expect(await isLocal(await connect({ host }))).toBe(false);
  });
});
