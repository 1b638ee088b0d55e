import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { serviceFabric } from "../../../src/orchestrators/service-fabric";
import { InvalidConfig } from "../../../src/workload/problems";
import { valueOf } from "../../outputs";
import { runStack } from "../../stack";

const KEY = "podium-service-fabric:endpoint";
const RULE =
  "must be the URL of a cluster's HTTP gateway without a path or credentials, e.g. " +
  "https://demo.westeurope.cloudapp.azure.com:19080";

const { connectionOf } = serviceFabric;

beforeEach(() => void vi.stubEnv("SERVICE_FABRIC_ENDPOINT", undefined));
afterEach(() => void vi.unstubAllEnvs());

describe("the connection to Service Fabric", () => {
  it("takes the endpoint from the configuration, then the environment, then the default", () => {
    expect(connectionOf({})).toEqual({ endpoint: "http://localhost:19080" });
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", "");
    expect(connectionOf({})).toEqual({ endpoint: "http://localhost:19080" });
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", "https://environment:19080");
    expect(connectionOf({})).toEqual({ endpoint: "https://environment:19080" });
    expect(connectionOf({ [KEY]: "http://configuration:19080/" })).toEqual({
      endpoint: "http://configuration:19080/",
    });
  });

  it("is an output of the stack, and the endpoint of every resource", async () => {
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", "https://environment:19080");
    const { resources, result } = await runStack("service-fabric", {
      [KEY]: "https://demo.example.com:19080",
    });
    expect(await valueOf(result["connection"])).toEqual({ endpoint: "https://demo.example.com:19080" });
    const endpoints = resources.filter(({ type }) => type.includes("serviceFabric"));
    expect(endpoints.map(({ inputs }) => inputs["endpoint"])).toEqual(
      Array(3).fill("https://demo.example.com:19080"),
    );
  });

  const WRONG = ["not a URL", "", "ftp://cluster:19080", "https://cluster:19080/path"];

  it.each(WRONG)("names the key of the wrong URL %j", (endpoint) => {
    const connect = () => connectionOf({ [KEY]: endpoint });
    expect(connect).toThrow(InvalidConfig);
    expect(connect).toThrow(`${KEY} ${RULE}, got ${JSON.stringify(endpoint)}`);
  });

  it.each(WRONG.filter(Boolean))("names the environment variable with the wrong URL %j", (endpoint) => {
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", endpoint);
    const connect = () => connectionOf({});
    expect(connect).toThrow(Failure);
    expect(connect).toThrow(`SERVICE_FABRIC_ENDPOINT ${RULE}, got ${JSON.stringify(endpoint)}`);
  });

  it.each([
    "https://me:p4ss@cluster:19080",
    "https://p4ss@cluster:19080",
    "https://:p4ss@cluster:19080",
    "https://me:p4ss@no:port",
    "https://cluster:19080/?token=p4ss",
    "https://cluster:19080/#p4ss",
  ])("refuses the credentials in %s without printing them", (endpoint) => {
    expect(() => connectionOf({ [KEY]: endpoint })).toThrow(`${KEY} ${RULE}, got "[secret]"`);
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", endpoint);
    expect(() => connectionOf({})).toThrow(`SERVICE_FABRIC_ENDPOINT ${RULE}, got "[secret]"`);
  });
});

describe("the settings of the Service Fabric stack", () => {
  it("name the wrong value and the unknown key", () => {
    const config = { "podium-service-fabric:dnsService": "no", "podium-service-fabric:port": "1" };
    expect(() => connectionOf(config)).toThrow(
      /^podium-service-fabric:dnsService must be true or false, got "no"\..*\npodium-service-fabric:port is not a setting/,
    );
  });

  it.each([
    [{}, true],
    [{ "podium-service-fabric:dnsService": "true" }, true],
    [{ "podium-service-fabric:dnsService": "false" }, false],
  ])("use the DNS service with %j: %j", async (config, used) => {
    const { resources } = await runStack("service-fabric", config);
    const service = resources.find(({ type }) => type.endsWith(":Service"));
    expect("dnsName" in service!.inputs).toBe(used);
  });

  it("publish port 8084 of the gateway's host, or of another", async () => {
    const endpointsOf = async (config: Record<string, string>) => {
      const { result } = await runStack("service-fabric", config);
      return valueOf(result["endpoints"]);
    };
    expect(await endpointsOf({ [KEY]: "https://demo.example.com:19080" })).toEqual([
      "http://demo.example.com:8084",
    ]);
    expect(
      await endpointsOf({
        [KEY]: "https://demo.example.com:19080",
        "podium-service-fabric:publicHost": "lb",
      }),
    ).toEqual(["http://lb:8084"]);
  });
});
