import { afterEach, describe, expect, it, vi } from "vitest";
import { planStack } from "../../../src/plan";
import { valueOf } from "../../outputs";
import { Resources } from "../../program";
import { runStack } from "../../stack";
import { workloadFileOf } from "../../workloadFile";

const SETTINGS = {
  "nomad:address": "https://nomad.example.com:4646",
  "nomad:region": "eu",
  "podium-nomad:namespace": "apps",
  "podium-nomad:publicHost": "www.example.com",
  "podium-nomad:proxyImage": "registry.example.com/haproxy:3",
  "podium-nomad:mhzPerCore": "4000",
  "podium-nomad:maxStopSeconds": "90",
  "podium:stopSeconds": "90",
  "podium:name": "web",
};

interface Job {
  Namespace: string;
  TaskGroups: [
    {
      Networks: object[];
      Tasks: [{ Config: { image: string }; Resources: { CPU: number }; KillTimeout: number }];
    },
  ];
}

const PINNED = { ignoreEnvVars: '{"NOMAD_NAMESPACE":true,"NOMAD_REGION":true}' };

async function run(config: Record<string, string> = {}) {
  const { "podium:name": name = "podium-dev" } = config;
  const { resources, result } = await runStack("nomad", config);
  const found = new Resources(resources);
  const job = (id: string) => JSON.parse(String(found.only("nomad:index/job:Job", id)["jobspec"])) as Job;
  return {
    provider: found.only("pulumi:providers:nomad"),
    workload: job(name),
    frontDoor: job(`${name}-front-door`),
    endpoints: await valueOf(result["endpoints"]),
    reference: await valueOf(result["reference"]),
    connection: await valueOf(result["connection"]),
  };
}

afterEach(() => vi.unstubAllEnvs());

describe("the stack on Nomad", () => {
  it("deploys to the agent on this machine by default", async () => {
    for (const name of ["NOMAD_ADDR", "NOMAD_NAMESPACE", "NOMAD_REGION", "PODIUM_BASE_IMAGE"])
      vi.stubEnv(name, undefined);
    const { provider, workload, frontDoor, ...outputs } = await run({ "podium:cpu": "4" });
    expect(provider).toEqual({ address: "http://127.0.0.1:4646", ...PINNED });
    expect([workload.Namespace, frontDoor.Namespace]).toEqual(["default", "default"]);
    expect(workload.TaskGroups[0].Tasks[0].Resources.CPU).toBe(10_000);
    expect(frontDoor.TaskGroups[0].Tasks[0].Config.image).toBe("haproxy:3.2-alpine");
    expect(frontDoor.TaskGroups[0].Networks).toEqual([{ ReservedPorts: [{ Label: "http", Value: 8082 }] }]);
    expect(outputs).toEqual({
      endpoints: ["http://127.0.0.1:8082"],
      reference: "default/podium-dev-id",
      connection: { address: "http://127.0.0.1:4646", namespace: "default" },
    });
    await expect(run({ "podium:stopSeconds": "31" })).rejects.toThrow("must not exceed 30");
  });

  it("follows all its settings", async () => {
    const { provider, workload, frontDoor, ...outputs } = await run(SETTINGS);
    expect(provider).toEqual({ address: "https://nomad.example.com:4646", region: "eu", ...PINNED });
    expect([workload.Namespace, frontDoor.Namespace]).toEqual(["apps", "apps"]);
    expect(workload.TaskGroups[0].Tasks[0]).toMatchObject({ Resources: { CPU: 1000 }, KillTimeout: 90e9 });
    expect(frontDoor.TaskGroups[0].Tasks[0].Config.image).toBe("registry.example.com/haproxy:3");
    expect(outputs).toEqual({
      endpoints: ["http://www.example.com:8082"],
      reference: "apps/web-id",
      connection: { address: "https://nomad.example.com:4646", namespace: "apps", region: "eu" },
    });
  });

  it("names the line of the workload file where it refuses what is set there", async () => {
    const file = workloadFileOf("replicas: 3\nenv:\n  node: x\n");
    const message = `${file}, line 3: env.node is a name that Nomad keeps for itself. Remove it.`;
    await expect(planStack("nomad", {}, file)).rejects.toThrow(message);
    const inStack = planStack("nomad", { "podium:env": '{"node":"x"}' }, file);
    await expect(inStack).rejects.toThrow(/^podium:env\.node is a name/);
    await expect(run({ "podium:stopSeconds": "31" })).rejects.toThrow(/^podium:stopSeconds must not exceed/);
  });

  it("takes HAProxy from the environment", async () => {
    vi.stubEnv("PODIUM_PROXY_IMAGE", "mine:1");
    expect((await run()).frontDoor.TaskGroups[0].Tasks[0].Config.image).toBe("mine:1");
  });

  it.each([
    ["mhzPerCore", "99", "must be an integer from 100 to 10000 MHz"],
    ["mhzPerCore", "10001", "must be an integer from 100 to 10000 MHz"],
    ["maxStopSeconds", "0", "must be an integer from 1 to 86400 seconds"],
  ])("refuses %s %s", async (name, value, rule) => {
    await expect(run({ [`podium-nomad:${name}`]: value })).rejects.toThrow(`podium-nomad:${name} ${rule}`);
  });
});
