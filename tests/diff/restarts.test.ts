import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { type RestartRules, restartsOf } from "../../src/orchestrators/restarts";
import { restartsSuite } from "../suites/restarts";

ORCHESTRATOR_NAMES.forEach(restartsSuite);

describe("restart rules", () => {
  const group = { type: "group", name: "web-2", properties: [] };
  const rules: RestartRules = {
    all: [
      { type: "group", kind: "changed", because: "it restarts" },
      { type: "job", name: /^web$/, path: /^image$/, because: "it is replaced" },
    ],
    number: [{ type: "group", because: "an instance is added or removed" }],
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
    // The instances of a removed job do not move to another one.
    ["all", [{ type: "job", name: "web", kind: "removed" as const, properties: [] }]],
  ])("return %s for %j", (instances, changes) => {
    expect(restartsOf(rules, changes).instances).toBe(instances);
  });
});
