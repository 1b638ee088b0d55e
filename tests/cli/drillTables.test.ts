import { expect, it } from "vitest";
import { engineTitle } from "../../src/cli/drillTables";
import type { Results } from "../../src/drills/result";

it.each([
  ["nomad", "HashiCorp Nomad"],
  ["ecs", "Amazon ECS (MiniStack, emulator)"],
  ["aci", "Azure Container Instances (unknown engine: it could not be reached)"],
] as const)("names the engine behind %s unless it is the real one", (name, title) => {
  const engines: Results["engines"] = {
    nomad: { product: "Nomad", version: "1", kind: "real" },
    ecs: { product: "MiniStack", version: "1", kind: "emulator" },
  };
  expect(engineTitle(name, { engines } as Results)).toBe(title);
});
