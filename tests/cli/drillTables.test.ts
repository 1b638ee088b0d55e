import { expect, it } from "vitest";
import { engineTitle } from "../../src/cli/drillTables";
import type { Results } from "../../src/drills/result";

it.each([
  ["nomad", "HashiCorp Nomad"],
  ["ecs", "Amazon ECS (MiniStack, emulator)"],
  ["aci", "Azure Container Instances (engine unknown: it could not be asked)"],
] as const)("names what only acts as %s, and what may do so", (name, title) => {
  const engines: Results["engines"] = {
    nomad: { product: "Nomad", version: "1", kind: "real" },
    ecs: { product: "MiniStack", version: "1", kind: "emulator" },
  };
  expect(engineTitle(name, { engines } as Results)).toBe(title);
});
