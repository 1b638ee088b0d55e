import { beforeEach, describe, expect, it, vi } from "vitest";
import { deploy, deployImage } from "../../src/automation/deploy";
import { remove } from "../../src/automation/remove";
import { fakeEngine } from "../engine";
import { deployed, fakePulumi } from "./support/pulumi";

const engine = fakeEngine();
vi.mock("../../src/orchestrators/engines", () => ({ engineOf: async () => engine }));
let stopping: AbortController;
beforeEach(() => {
  stopping = new AbortController();
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});

/** As in a terminal, where Pulumi's processes receive the interrupt themselves. */
const interruption = () => ({ stop: stopping.signal, processes: new AbortController().signal });

/** Outputs of a deployment whose endpoint does not respond. */
const OUTPUTS = {
  endpoints: ["http://127.0.0.1:9"],
  reference: "podium-dev",
  connection: {},
  wanted: { min: 2, max: 2, version: "v1", image: `podium@sha256:${"0".repeat(64)}` },
};
const DEPLOYED = {
  "stack export": deployed(OUTPUTS),
};

describe("an interrupted operation", () => {
  it("stops waiting for instances that do not respond", async () => {
    vi.spyOn(engine, "instances").mockImplementation(async () => {
      stopping.abort();
      return [];
    });
    const { pulumi } = fakePulumi(DEPLOYED);
    await expect(deploy("nomad", pulumi, () => undefined, interruption())).rejects.toThrow(/^interrupted$/);
  });

  it("stops waiting for instances that do not end", async () => {
    vi.spyOn(engine, "instances").mockImplementation(async () => {
      stopping.abort();
      return [{ id: "a", state: "running" }] as never;
    });
    const { pulumi } = fakePulumi(DEPLOYED);
    await expect(remove("nomad", pulumi, () => undefined, interruption())).rejects.toThrow(/^interrupted$/);
  });

  it("does not start", async () => {
    stopping.abort();
    const { pulumi, calls } = fakePulumi(DEPLOYED);
    const ignore = () => undefined;
    await expect(deployImage(pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    await expect(deploy("nomad", pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    await expect(remove("nomad", pulumi, ignore, interruption())).rejects.toThrow("interrupted");
    expect(calls).toEqual([]);
  });

  it("changes nothing if it is interrupted while it reads the stack", async () => {
    const { pulumi, calls } = fakePulumi({
      ...DEPLOYED,
      "stack history": () => {
        stopping.abort();
        return [];
      },
    });
    await expect(deploy("nomad", pulumi, () => undefined, interruption())).rejects.toThrow("interrupted");
    expect(calls.filter((call) => call.startsWith("up"))).toEqual([]);
  });
});
