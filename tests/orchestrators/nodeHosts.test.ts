import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { valueOf } from "../outputs";
import { runStack } from "../stack";

const NAMES = ORCHESTRATOR_NAMES.filter((name) => "nodeHosts" in ORCHESTRATORS[name].settings);

describe.each(NAMES)("the hosts of several nodes on %s", (name) => {
  const run = (nodeHosts: string) =>
    runStack(name, { [`podium-${name}:nodeHosts`]: nodeHosts, "podium:publicPort": "30090" });

  it("are the stack's endpoints, each of which leads to all instances", async () => {
    const { result } = await run("10.0.0.1, node.example.com,[fd00::2]");
    expect(await valueOf(result["endpoints"])).toEqual([
      "http://10.0.0.1:30090",
      "http://node.example.com:30090",
      "http://[fd00::2]:30090",
    ]);
    expect(result["entrances"]).toBe("shared");
  });

  it.each([
    "",
    "10.0.0.1,",
    "10.0.0.1,10.0.0.1",
    "http://10.0.0.1",
    "10.0.0.1:80",
    "fd00::2",
    "a b",
    '["a"]',
  ])("are refused where one is none, or there twice: %j", async (list) => {
    await expect(run(list)).rejects.toThrow(`podium-${name}:nodeHosts must be host names or IP addresses`);
  });
});

it("are known wherever each node leads to all instances", () => {
  expect(NAMES).toHaveLength(4);
});
