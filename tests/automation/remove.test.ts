import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { remove } from "../../src/automation/remove";
import type { Engine, Owned, Probe } from "../../src/orchestrators/engine";
import { fakeEngine } from "../engine";
import { deployed, fakePulumi } from "./support/pulumi";

const fake = vi.hoisted(() => ({ engine: {} as unknown }));
vi.mock("../../src/orchestrators/engines", () => ({ engineOf: async () => fake.engine }));

const SERVICE: Owned = {
  type: "",
  id: "s1",
  name: "service podium-dev",
  remove: "docker service rm podium-dev",
};

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  // The first look at the engine is the last one.
  let now = 0;
  vi.spyOn(Date, "now").mockImplementation(() => (now += 61_000));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Removes Swarm's stack from this engine. */
function removing(engine: Partial<Engine>) {
  fake.engine = fakeEngine(engine);
  const { pulumi, calls } = fakePulumi({
    "stack export": deployed({ endpoints: [], reference: "podium-dev", connection: {}, wanted: {} }),
  });
  return { removal: remove("swarm", pulumi, () => undefined), calls };
}

describe("removing a deployment", () => {
  it("also removes the stack once the engine has nothing of it any more", async () => {
    const { removal, calls } = removing({});
    expect(await removal).toEqual({ removed: true });
    expect(calls.findIndex((call) => call.startsWith("destroy"))).toBeLessThan(
      calls.findIndex((call) => call.startsWith("stack rm")),
    );
  });

  it("lets the engine remove what it leaves behind itself, once nothing else is left", async () => {
    const asked: string[] = [];
    const engine = {
      owned: async (workload: string) => {
        asked.push(`owned ${workload}`);
        return [];
      },
      tidy: async (workload: string) => void asked.push(`tidy ${workload}`),
    };
    expect(await removing(engine).removal).toEqual({ removed: true });
    const [workload] = /\S+$/.exec(asked[0]!)!;
    expect(asked).toEqual([`owned ${workload}`, `tidy ${workload}`]);
    const tidy = vi.fn();
    await expect(removing({ owned: async () => [SERVICE], tidy }).removal).rejects.toThrow();
    expect(tidy).not.toHaveBeenCalled();
  });

  it.each([
    [
      "what is left",
      { owned: async () => [SERVICE] },
      /has service podium-dev, .*:\n {2}docker service rm podium-dev$/,
    ],
    [
      "instances that run on",
      { instances: async () => [{ id: "i1", state: "ready" as const }] },
      /still runs i1\.$/,
    ],
  ])("fails, names %s, and keeps the stack", async (_, engine, message) => {
    const { removal, calls } = removing(engine);
    await expect(removal).rejects.toThrow(message);
    expect(calls.filter((call) => call.startsWith("stack rm"))).toEqual([]);
  });

  const owned = async () => {
    throw new Error("connection refused");
  };

  it("says that an engine that does not respond could not be asked", async () => {
    expect(await removing({ owned }).removal).toEqual({ removed: true, unverified: "connection refused" });
  });

  it("fails if an engine that responds does not say what it has", async () => {
    const probe = async () => ({ reachable: true }) as Probe;
    const { removal, calls } = removing({ owned, probe });
    await expect(removal).rejects.toThrow("The engine does not say what it still has: connection refused");
    expect(calls.filter((call) => call.startsWith("stack rm"))).toEqual([]);
  });
});
