import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { difference } from "../../src/diff";
import { DOCUMENTS, render } from "../../src/docs/documents";
import { PROCEDURES } from "../../src/drills";
import { runDrills } from "../../src/drills/runner";
import type { DrillRun } from "../../src/drills/result";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../../src/plan";
import { makeReport, RENDERERS } from "../../src/report";
import { contractSuite } from "../suites/contract";
import { mutationsSuite } from "../suites/mutations";
import { policiesSuite } from "../suites/policies";
import { proofSuite } from "../suites/proof";
import { restartsSuite } from "../suites/restarts";
import { QUICK } from "../drills/support/conditions";
import { memorySite } from "./memory/site";

// The list with one more line; everything else is Podium as it is.
vi.mock("../../src/orchestrators/index", async (original) => {
  const { ORCHESTRATORS: real } = await original<typeof import("../../src/orchestrators")>();
  const { memory } = await import("./memory");
  const ORCHESTRATORS = { ...real, memory };
  return { ORCHESTRATORS, ORCHESTRATOR_NAMES: Object.keys(ORCHESTRATORS) };
});

const MEMORY = "memory" as OrchestratorName;

contractSuite(MEMORY);
policiesSuite(MEMORY);
restartsSuite(MEMORY);
proofSuite(MEMORY);
mutationsSuite(MEMORY);

describe("an orchestrator that is only added to the list", () => {
  it("is planned", async () => {
    const plan = await planStack(MEMORY, { "podium:replicas": "3" });
    expect(plan).toMatchObject({ name: "memory", title: "Memory" });
    expect(plan.resources.find(({ type }) => type === "memory:index:App")!.inputs).toMatchObject({
      replicas: 3,
    });
  });

  it("is compared", async () => {
    const { changes, restarts } = await difference(MEMORY, {}, { "podium:replicas": "5" });
    expect(changes).toMatchObject([
      { type: "memory:index:App", properties: [{ path: "replicas", before: 2, after: 5 }] },
    ]);
    expect(restarts.instances).toBe("new");
  });

  it("refuses a setting that it does not have", async () => {
    await expect(planStack(MEMORY, { "podium-memory:nope": "1" })).rejects.toThrow(
      "podium-memory:nope is not a setting of this stack, which has podium-memory:cluster. Remove it: `pulumi config rm podium-memory:nope`",
    );
  });

  it("is in every table of the documents", () => {
    const rendered = DOCUMENTS.map((file) => render(readFileSync(file, "utf8"))).join("\n");
    expect(rendered).toContain("**Memory**");
    expect(rendered).toMatch(/\| Docker Swarm \| Memory \|/);
    expect(rendered).toContain("| Memory | `cluster` |");
  });

  it("is drilled, on the cluster that its connection names", async () => {
    const site = await memorySite("one");
    const runs: DrillRun[] = [];
    await runDrills(
      { sites: [site], drills: ["kill", "update"], runs: 1, conditions: QUICK },
      async (_title, action) => action(() => undefined).catch(() => undefined),
      (run) => runs.push(run),
      PROCEDURES,
    );
    expect(
      runs.map(({ orchestrator, drill, verdict, reason }) => [orchestrator, drill, verdict, reason]),
    ).toEqual([
      ["memory", "kill", "passed", undefined],
      ["memory", "update", "passed", undefined],
    ]);
  }, 20_000);

  it("is in the report", async () => {
    const model = await makeReport([]);
    expect(model.columns.map(({ name }) => name)).toEqual(ORCHESTRATOR_NAMES);
    expect(await RENDERERS.html(model)).toContain("Memory");
    expect(await RENDERERS.markdown(model)).toContain(ORCHESTRATORS[MEMORY].concepts.controller);
  });
});
