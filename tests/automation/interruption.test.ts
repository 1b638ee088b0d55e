import { beforeEach, describe, expect, it, vi } from "vitest";
import { deploy, deployImage } from "../../src/automation/deploy";
import { remove } from "../../src/automation/remove";
import { ORCHESTRATORS } from "../../src/orchestrators";
import { fakePulumi } from "./support/pulumi";

const { engine } = ORCHESTRATORS.nomad;
let stopping: AbortController;
beforeEach(() => {
  stopping = new AbortController();
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  vi.spyOn(engine, "probe").mockResolvedValue({ reachable: false, reason: "", remedy: "" });
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});

/** As in a terminal: what Pulumi's processes are to do they know themselves. */
const interruption = () => ({ stop: stopping.signal, processes: new AbortController().signal });

/** Of a deployment whose endpoint nothing listens at. */
const OUTPUTS = {
  endpoints: ["http://127.0.0.1:9"],
  reference: "podium-dev",
  wanted: { replicas: 2, version: "v1", image: `podium@sha256:${"0".repeat(64)}` },
};
const DEPLOYED = {
  "stack output": OUTPUTS,
  "stack history": [{ version: 1, result: "succeeded", resourceChanges: { create: 1 } }],
};

describe("what someone has wanted to end", () => {
  it("waits no longer for instances that do not answer", async () => {
    vi.spyOn(engine, "instances").mockImplementation(async () => {
      stopping.abort();
      return [];
    });
    const { pulumi } = fakePulumi(DEPLOYED);
    await expect(deploy("nomad", pulumi, () => undefined, interruption())).rejects.toThrow(/^interrupted$/);
  });

  it("waits no longer for instances that do not end", async () => {
    vi.spyOn(engine, "instances").mockImplementation(async () => {
      stopping.abort();
      return [{ id: "a", state: "running" }] as never;
    });
    const { pulumi } = fakePulumi(DEPLOYED);
    await expect(remove("nomad", pulumi, () => undefined, interruption())).rejects.toThrow(/^interrupted$/);
  });

  it("does not begin any more", async () => {
    stopping.abort();
    const { pulumi, calls } = fakePulumi(DEPLOYED);
    const ignore = () => undefined;
    await expect(deployImage(pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    await expect(deploy("nomad", pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    await expect(remove("nomad", pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    expect(calls).toEqual([]);
  });

  it("does not begin to change anything while it is still looking at the stack", async () => {
    const { pulumi, calls } = fakePulumi({
      ...DEPLOYED,
      "stack history": () => {
        stopping.abort();
        return DEPLOYED["stack history"];
      },
    });
    await expect(deploy("nomad", pulumi, () => undefined, interruption())).rejects.toThrow("interrupted");
    expect(calls.filter((call) => call.startsWith("up"))).toEqual([]);
  });
});
