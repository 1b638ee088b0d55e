import { describe, expect, it } from "vitest";
import { compare } from "../../src/diff/changes";
import { CONTRACT, type ContractItem } from "../../src/workload/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { type RestartRules, type Restarts, restartsOf } from "../../src/orchestrators/restarts";
import { runStack } from "../stack";
import { VARIATIONS } from "../variations";

/**
 * For each orchestrator the items of the contract whose change leaves instances that run alone: `new` changes only their
 * number. Every other item that an orchestrator has restarts all of them.
 */
const GENTLE: Record<OrchestratorName, Partial<Record<Restarts["instances"], ContractItem[]>>> = {
  ecs: {
    new: ["replicas"],
    none: ["publicPort", "readiness", "parallelism", "surge", "rollback", "autoscaling"],
  },
  aci: { new: ["replicas"], none: ["parallelism"] },
  "service-fabric": { new: ["replicas"], none: ["parallelism", "rollback", "autoscaling"] },
  kubernetes: { new: ["replicas", "autoscaling"], none: ["publicPort", "parallelism", "surge"] },
  marathon: { new: ["replicas"], none: ["parallelism", "surge", "rollback"] },
  nomad: {
    new: ["replicas"],
    none: ["publicPort", "health", "readiness", "parallelism", "surge", "rollback", "autoscaling"],
  },
  swarm: { none: ["registryCredentials"] },
};

const plan = async (name: OrchestratorName, config = {}) => (await runStack(name, config)).resources;

describe.each(ORCHESTRATOR_NAMES)("a change on %s", (name) => {
  const { fidelity, restarts } = ORCHESTRATORS[name];

  it("restarts what the orchestrator's rules say, item by item", async () => {
    const before = await plan(name);
    const expected: Record<string, string> = {};
    const found: Record<string, string> = {};
    for (const item of Object.keys(CONTRACT) as ContractItem[]) {
      const gentle = (["new", "none"] as const).find((each) => GENTLE[name][each]?.includes(item));
      expected[item] = fidelity[item].level === "unsupported" ? "none" : (gentle ?? "all");
      found[item] = restartsOf(restarts, compare(before, await plan(name, VARIATIONS[item]))).instances;
    }
    expect(found).toEqual(expected);
  });

  it("restarts all for another value of a secret", async () => {
    const before = await plan(name, { "podium:secrets": '{"API_KEY":"one"}' });
    const after = await plan(name, { "podium:secrets": '{"API_KEY":"two"}' });
    expect(restartsOf(restarts, compare(before, after)).instances).toBe("all");
  });

  it("restarts nothing where nothing changes", () => {
    expect(restartsOf(restarts, [])).toEqual({
      instances: "none",
      because: "nothing changes",
      source: expect.stringMatching(/^https:/),
    });
  });
});

describe("a change of the registry's password on ECS", () => {
  it("restarts nothing: the task definition names the secret without its version", async () => {
    const credentials = { server: "registry.example.com", username: "robot" };
    const plannedWith = (password: string) =>
      plan("ecs", { "podium:registryCredentials": JSON.stringify({ ...credentials, password }) });
    const before = await plannedWith("one");
    const changes = compare(before, await plannedWith("two"));
    expect(changes.map(({ name }) => name)).toEqual(["podium-dev-registry"]);
    expect(restartsOf(ORCHESTRATORS.ecs.restarts, changes).instances).toBe("none");
  });
});

describe("the rules", () => {
  const group = { type: "group", name: "web-2", properties: [] };
  const rules: RestartRules = {
    all: [
      { type: "group", kind: "changed", because: "it restarts" },
      { type: "job", name: /^web$/, path: /^image$/, because: "it is replaced" },
    ],
    number: [{ type: "group", because: "it is one more or less" }],
    source: "https://example.com",
  };
  const job = (name: string, path: string) => [
    { type: "job", name, kind: "changed" as const, properties: [{ path, secret: false }] },
  ];

  it.each([
    ["new", [{ ...group, kind: "added" as const }]],
    ["new", [{ ...group, kind: "removed" as const }]],
    ["all", [{ ...group, kind: "changed" as const }]],
    ["all", job("web", "image")],
    ["none", job("web", "images")],
    ["none", job("web-front-door", "image")],
    // Another job is none of the first one's instances.
    ["all", [{ type: "job", name: "web", kind: "removed" as const, properties: [] }]],
  ])("say %s of %j", (instances, changes) => {
    expect(restartsOf(rules, changes).instances).toBe(instances);
  });
});
