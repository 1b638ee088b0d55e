import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, type Environment } from "../../app/config";

const DIGEST = `sha256:${"0a".repeat(32)}`;

function problems(env: Environment): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("readConfig", () => {
  it("has a default for every setting", () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      version: "v1",
      instance: hostname(),
      orchestrator: "none",
      image: null,
      digest: null,
      stopSeconds: 10,
      drainSeconds: 5,
      secrets: {},
      faultsEnabled: false,
      initialFault: null,
      peers: null,
    });
  });

  it("reads every environment variable", () => {
    expect(
      readConfig({
        PORT: "80",
        PODIUM_VERSION: "2.0.1-rc.1",
        PODIUM_INSTANCE: "web-1",
        PODIUM_ORCHESTRATOR: "swarm",
        PODIUM_IMAGE: `localhost:5000/podium/sample@${DIGEST}`,
        PODIUM_STOP_SECONDS: "20",
        PODIUM_DRAIN_SECONDS: "7.5",
        PODIUM_FAULTS: "on",
        PODIUM_FAULT: "latency:200",
        PODIUM_PEERS: "dns:tasks.web:8080",
      }),
    ).toMatchObject({
      port: 80,
      version: "2.0.1-rc.1",
      instance: "web-1",
      orchestrator: "swarm",
      digest: DIGEST,
      stopSeconds: 20,
      drainSeconds: 7.5,
      faultsEnabled: true,
      initialFault: { kind: "latency", ms: 200 },
      peers: { kind: "dns", name: "tasks.web", port: 8080 },
    });
  });

  it("treats an empty environment variable as not set", () => {
    expect(readConfig({ PORT: "", PODIUM_PEERS: "", PODIUM_SECRETS: "", HOSTNAME: "" })).toEqual(
      readConfig({}),
    );
  });

  it("names the instance after Mesos, Nomad or the host, in this order, unless PODIUM_INSTANCE is set", () => {
    const all = { MESOS_TASK_ID: "m", NOMAD_ALLOC_ID: "n", HOSTNAME: "h" };
    expect(readConfig(all).instance).toBe("m");
    expect(readConfig({ ...all, MESOS_TASK_ID: "" }).instance).toBe("n");
    expect(readConfig({ HOSTNAME: "h" }).instance).toBe("h");
    expect(readConfig({ ...all, PODIUM_INSTANCE: "i" }).instance).toBe("i");
  });

  it("accepts an image without a digest and a drain of 0 seconds", () => {
    expect(readConfig({ PODIUM_IMAGE: "sample:dev", PODIUM_DRAIN_SECONDS: "0" })).toMatchObject({
      image: "sample:dev",
      digest: null,
      drainSeconds: 0,
    });
  });

  it.each([
    ["PORT", "http", 'PORT="http": must be an integer from 0 to 65535'],
    ["PORT", "65536", 'PORT="65536": must be an integer from 0 to 65535'],
    ["PORT", "1e3", 'PORT="1e3": must be an integer from 0 to 65535'],
    ["PODIUM_VERSION", "v\n2", 'PODIUM_VERSION="v\\n2": must be 1 to 64 printable ASCII characters'],
    [
      "PODIUM_IMAGE",
      "a@sha256:12",
      'PODIUM_IMAGE="a@sha256:12": must be an image reference such as registry/name@sha256:<64 hex digits>',
    ],
    ["PODIUM_STOP_SECONDS", "0.5", 'PODIUM_STOP_SECONDS="0.5": must be a number from 1 to 3600'],
    ["PODIUM_STOP_SECONDS", "-1", 'PODIUM_STOP_SECONDS="-1": must be a number from 1 to 3600'],
    ["PODIUM_DRAIN_SECONDS", "9.5", 'PODIUM_DRAIN_SECONDS="9.5": must be a number from 0 to 9'],
    ["PODIUM_FAULTS", "yes", 'PODIUM_FAULTS="yes": must be "on" or "off"'],
    ["PODIUM_FAULT", "hang", 'PODIUM_FAULT="hang": requires PODIUM_FAULTS="on"'],
    [
      "PODIUM_FAULT",
      "sulk",
      'PODIUM_FAULT="sulk": must be unready, crash, hang, latency:<ms>, cpu:<ms> or errors:<rate>',
    ],
    [
      "PODIUM_PEERS",
      "consul:web",
      'PODIUM_PEERS="consul:web": must be dns:NAME:PORT, srv:NAME, file:/path or numbered:NAME-*:PORT',
    ],
  ])("rejects %s=%j with one line", (name, value, message) => {
    expect(problems({ [name]: value })).toEqual([message]);
  });

  it("limits the drain time by the stop time", () => {
    expect(problems({ PODIUM_STOP_SECONDS: "2", PODIUM_DRAIN_SECONDS: "1.7" })).toEqual([
      'PODIUM_DRAIN_SECONDS="1.7": must be a number from 0 to 1.6',
    ]);
  });

  it("reports all problems at once", () => {
    expect(problems({ PORT: "x", PODIUM_FAULTS: "x", PODIUM_SECRETS: "A,B" })).toHaveLength(4);
  });
});
