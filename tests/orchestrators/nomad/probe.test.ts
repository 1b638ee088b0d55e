import type * as os from "node:os";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { engineAt, fakeAgent, Refusal, socketPath } from "./agent";

/** The addresses of this machine. */
const own = vi.hoisted(() => ({ addresses: ["127.0.0.1", "192.0.2.7"] }));
vi.mock("node:os", async (original) => ({
  ...(await original<typeof os>()),
  hostname: () => "this-machine",
  networkInterfaces: () => ({ eth0: own.addresses.map((address) => ({ address })) }),
}));

const FORBIDDEN = new Refusal(403, "Permission denied");

const self = ({ DevMode = false, version = {} } = {}) => ({
  config: {
    Version: { Version: "1.11.3", VersionPrerelease: "", VersionMetadata: "", ...version },
    Region: "global",
    DevMode,
  },
});
const member = (region: string, id: string) => ({ Name: `server.${region}`, Tags: { region, id } });
const members = (...Members: object[]) => ({ Members });
const node = (Address: string) => ({ ID: "n1", Address });
const named = (hostname: string) => ({ ID: "n1", Attributes: { "unique.hostname": hostname } });

const CLUSTER = {
  "agent/self": self(),
  "agent/members": members(member("global", "b"), member("eu", "a"), member("global", "c")),
  nodes: [node("10.0.0.9")],
};

async function probe(changes: Record<string, unknown> = {}, region?: string) {
  const agent = await fakeAgent({ ...CLUSTER, ...changes });
  return { agent, found: await engineAt(agent, { region }).probe() };
}

const foundWith = async (changes: Record<string, unknown>) => (await probe(changes)).found;

beforeEach(() => {
  vi.stubEnv("NOMAD_TOKEN", "t0ken");
  return () => vi.unstubAllEnvs();
});

describe("the probe of a Nomad agent", () => {
  it("returns version, address and identity", async () => {
    const { agent, found } = await probe();
    expect(found).toEqual({
      reachable: true,
      product: "Nomad",
      version: "1.11.3",
      kind: "real",
      address: agent.address,
      identity: "b",
      local: false,
    });
    expect(agent.headers["x-nomad-token"]).toBe("t0ken");
  });

  it("returns the whole version, and the kind that it reveals", async () => {
    const version = { VersionPrerelease: "beta.1", VersionMetadata: "ent" };
    expect((await probe({ "agent/self": self({ version }) })).found).toMatchObject({
      version: "1.11.3-beta.1+ent",
      kind: "real",
    });
    const standIn = { VersionMetadata: "stand-in" };
    expect((await probe({ "agent/self": self({ version: standIn }) })).found).toMatchObject({
      kind: "stand-in",
    });
  });

  it("identifies the same servers alike, in whatever order they are listed, and other regions otherwise", async () => {
    const listed = members(member("global", "c"), member("eu", "a"), member("global", "b"));
    expect((await probe({ "agent/members": listed })).found).toMatchObject({ identity: "b" });
    expect((await probe({}, "eu")).found).toMatchObject({ identity: "a" });
  });

  it("identifies the agent by its address if the token does not permit more", async () => {
    const { agent, found } = await probe({ "agent/members": FORBIDDEN, nodes: FORBIDDEN });
    expect(found).toMatchObject({ reachable: true, identity: agent.address, local: false });
  });
});

describe("a Nomad agent", () => {
  it("is not local because its address is a loopback address", async () => {
    expect(await foundWith({})).toMatchObject({ address: /^http:\/\/127\.0\.0\.1:/, local: false });
  });

  it("is local in development mode at an address of this machine", async () => {
    const responses = { ...CLUSTER, "agent/self": self({ DevMode: true }), nodes: FORBIDDEN };
    const loopback = await fakeAgent(responses);
    expect(await engineAt(loopback).probe()).toMatchObject({ local: true });
    const socket = await fakeAgent(responses, socketPath());
    expect(await engineAt(socket).probe()).toMatchObject({ local: true });
    // Leads to the same agent.
    const elsewhere = { address: loopback.address.replace("127.0.0.1", "0.0.0.0") };
    expect(await engineAt(elsewhere).probe()).toMatchObject({ local: false });
    own.addresses.push("0.0.0.0");
    onTestFinished(() => void own.addresses.pop());
    expect(await engineAt(elsewhere).probe()).toMatchObject({ local: true });
  });

  it.each([
    [true, "192.0.2.7", "this-machine"],
    [true, "127.0.0.1", "this-machine"],
    // The other end of a tunnel.
    [false, "127.0.0.1", "another-machine"],
    [false, "10.0.0.9", "this-machine"],
  ])("is local: %s if a node has the address %s and the hostname %s", async (local, address, name) => {
    expect(await foundWith({ nodes: [node(address)], "node/n1": named(name) })).toMatchObject({ local });
  });
});

describe("the probe of what does not respond", () => {
  it("names the token if it is refused, but not its value", async () => {
    const { agent, found } = await probe({ "agent/self": FORBIDDEN });
    expect(found).toEqual({
      reachable: false,
      reason: `the request to ${agent.address} failed: Nomad responds with status 403: Permission denied`,
      remedy: "export NOMAD_TOKEN=… with the policies agent:read, node:read and, in the namespace, write",
    });
    expect(JSON.stringify(found)).not.toContain("t0ken");
  });

  it("asks for basic authentication if it is missing", async () => {
    expect((await probe({ "agent/self": new Refusal(401, "") })).found).toMatchObject({
      remedy: "export NOMAD_HTTP_AUTH=USER:PASSWORD",
    });
  });

  it("reports a region that does not exist", async () => {
    expect((await probe({ nodes: new Refusal(500, "No path to region") }, "mars")).found).toMatchObject({
      reachable: false,
      reason: expect.stringContaining("No path to region"),
      remedy: "check NOMAD_ADDR, NOMAD_REGION and NOMAD_TOKEN",
    });
  });

  it("says how to start an agent if none listens", async () => {
    const agent = await fakeAgent();
    await agent.stop();
    const { host } = new URL(agent.address);
    expect(await engineAt(agent).probe()).toEqual({
      reachable: false,
      reason: `the Nomad agent at ${agent.address} cannot be reached: connect ECONNREFUSED ${host}`,
      remedy: "nomad agent -dev   (or point NOMAD_ADDR at an agent)",
    });
  });

  it("points to the certificates if TLS fails", async () => {
    const { address } = await fakeAgent();
    expect(await engineAt({ address: address.replace("http:", "https:") }).probe()).toMatchObject({
      reachable: false,
      remedy: "check NOMAD_ADDR, NOMAD_CACERT, NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY",
    });
  });

  it("names the environment variable that is wrong", async () => {
    vi.stubEnv("NOMAD_CACERT", "/missing.pem");
    expect(await engineAt({ address: "https://127.0.0.1:9" }).probe()).toEqual({
      reachable: false,
      reason: "NOMAD_CACERT names a file that cannot be read: /missing.pem (ENOENT)",
      remedy: "correct the environment variable",
    });
  });
});
