import { beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { nomad } from "../../../src/orchestrators/nomad";
import { hostOf, schema } from "../../../src/orchestrators/nomad/connection";
import { InvalidConfig } from "../../../src/workload/problems";

const VARIABLES = { NOMAD_ADDR: undefined, NOMAD_NAMESPACE: undefined, NOMAD_REGION: undefined };
const FROM_ENVIRONMENT = {
  NOMAD_ADDR: "https://env.example.com:4646",
  NOMAD_NAMESPACE: "from-env",
  NOMAD_REGION: "env",
};

function environment(variables: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

beforeEach(() => {
  environment(VARIABLES);
  return () => vi.unstubAllEnvs();
});

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};

describe("the connection to Nomad", () => {
  it("is the agent on this machine by default", () => {
    expect(nomad.connectionOf({})).toEqual({ address: "http://127.0.0.1:4646", namespace: "default" });
  });

  it("comes from the environment rather than from the default", () => {
    environment(FROM_ENVIRONMENT);
    expect(nomad.connectionOf({})).toEqual({
      address: "https://env.example.com:4646",
      namespace: "from-env",
      region: "env",
    });
  });

  it("comes from the configuration rather than from the environment", () => {
    environment(FROM_ENVIRONMENT);
    const config = {
      "nomad:address": "http://config.example.com:4646",
      "nomad:region": "config",
      "podium-nomad:namespace": "from-config",
    };
    expect(nomad.connectionOf(config)).toEqual({
      address: "http://config.example.com:4646",
      namespace: "from-config",
      region: "config",
    });
  });

  it("ignores empty environment variables", () => {
    environment({ NOMAD_ADDR: "", NOMAD_NAMESPACE: "", NOMAD_REGION: "" });
    expect(nomad.connectionOf({})).toEqual({ address: "http://127.0.0.1:4646", namespace: "default" });
  });

  it.each([
    ["http://10.0.0.1:4646/", "http://10.0.0.1:4646"],
    ["https://Nomad.example.com", "https://nomad.example.com"],
    ["http://[::1]:4646", "http://[::1]:4646"],
    ["unix:///var/run/nomad.sock", "unix:///var/run/nomad.sock"],
    ["unix:///run/user@host.sock", "unix:///run/user@host.sock"],
  ])("has one spelling of an address: %s", (address, expected) => {
    expect(nomad.connectionOf({ "nomad:address": address })).toHaveProperty("address", expected);
    environment({ NOMAD_ADDR: address });
    expect(nomad.connectionOf({})).toHaveProperty("address", expected);
  });

  it.each([
    "10.0.0.1:4646",
    "localhost:4646",
    "nomad.example.com",
    "tcp://10.0.0.1:4646",
    "http://",
    "http://10.0.0.1:port",
    "http://10.0.0.1:4646/ui",
    "unix://nomad.sock",
    "unix:///",
  ])("names the key or the variable of a wrong address: %s", (address) => {
    const rule =
      "must be http://HOST:PORT, https://HOST:PORT or unix:///PATH, for example http://10.0.0.1:4646 or " +
      `unix:///var/run/nomad.sock, got "${address}"`;
    const configured = () => nomad.connectionOf({ "nomad:address": address });
    expect(configured).toThrow(InvalidConfig);
    expect(messageOf(configured)).toContain(`nomad:address ${rule}. Change it: \`pulumi config set`);
    environment({ NOMAD_ADDR: address });
    expect(() => nomad.connectionOf({})).toThrow(new Failure(`NOMAD_ADDR ${rule}`));
  });

  it("refuses an address with credentials, and does not repeat them", () => {
    for (const address of ["http://me:s3cret@10.0.0.1:4646", "me:s3cret@10.0.0.1:4646", "http://s3cret@h"]) {
      const configured = () => nomad.connectionOf({ "nomad:address": address });
      expect(configured).toThrow(InvalidConfig);
      expect(messageOf(configured)).toMatch(/^nomad:address must not contain credentials .*NOMAD_HTTP_AUTH/);
      environment({ NOMAD_ADDR: address });
      expect(() => nomad.connectionOf({})).toThrow(Failure);
      expect(messageOf(() => nomad.connectionOf({}))).toMatch(/^NOMAD_ADDR must not contain credentials /);
      for (const run of [configured, () => nomad.connectionOf({})]) {
        expect(messageOf(run)).not.toContain("s3cret");
      }
    }
  });

  it("does not repeat a wrong address with a query, which may have a token", () => {
    expect(() => nomad.connectionOf({ "nomad:address": "http://10.0.0.1:4646?token=s3cret" })).toThrow(
      /^nomad:address must be http.*, got "\[secret\]"/,
    );
  });

  it("names the variable of a wrong namespace or region", () => {
    environment({ NOMAD_NAMESPACE: "*" });
    expect(() => nomad.connectionOf({})).toThrow(
      new Failure('NOMAD_NAMESPACE must be 1 to 128 letters, digits and hyphens, got "*"'),
    );
    environment({ NOMAD_NAMESPACE: undefined, NOMAD_REGION: "a b" });
    expect(() => nomad.connectionOf({})).toThrow(
      new Failure('NOMAD_REGION must be the name of a region, got "a b"'),
    );
  });

  it("names the key of a wrong namespace or region", () => {
    expect(() => nomad.connectionOf({ "podium-nomad:namespace": "a_b", "nomad:region": "" })).toThrow(
      /^nomad:region must be the name of a region, got "".*\npodium-nomad:namespace must be 1 to 128 letters/,
    );
  });

  it("accepts a namespace of 1 to 128 characters", () => {
    const connectionOf = (length: number) =>
      nomad.connectionOf({ "podium-nomad:namespace": "a".repeat(length) });
    for (const length of [1, 128]) expect(connectionOf(length).namespace).toHaveLength(length);
    for (const length of [0, 129]) expect(() => connectionOf(length)).toThrow(InvalidConfig);
  });

  it("never contains what the environment has to log in", () => {
    environment({ NOMAD_TOKEN: "s3cret", NOMAD_HTTP_AUTH: "me:s3cret", NOMAD_CLIENT_KEY: "/s3cret.pem" });
    expect(JSON.stringify(nomad.connectionOf({}))).not.toContain("s3cret");
  });

  it("matches its schema", () => {
    environment(FROM_ENVIRONMENT);
    const connection = nomad.connectionOf({});
    expect(schema.strict().parse(connection)).toEqual(connection);
  });
});

describe("the public host", () => {
  it.each([
    ["http://10.0.0.1:4646", "10.0.0.1"],
    ["https://nomad.example.com", "nomad.example.com"],
    ["http://[::1]:4646", "[::1]"],
    ["unix:///var/run/nomad.sock", "localhost"],
  ])("is that of the agent at %s by default", (address, host) => {
    expect(hostOf({ address, namespace: "default" })).toBe(host);
  });
});
