import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { recover } from "../../src/cli/recovery";
import type { Session } from "../../src/cli/session";
import { Journal } from "../../src/drills/journal";
import { PulumiSite } from "../../src/drills/pulumiSite";
import { TakenNodes } from "../../src/drills/takenNodes";
import { reasonOf } from "../../src/common/reason";
import { temporaryFolder } from "../folder";

afterEach(() => vi.restoreAllMocks());

it("what interrupted drills have left is restored, except where that fails, which stops nothing else", async () => {
  const folder = temporaryFolder();
  const journal = new Journal(folder);
  for (const name of ["kubernetes", "nomad", "swarm"] as const)
    journal.add(name, { deployed: true, config: "" });
  writeFileSync(join(folder, "nomad.json"), "{");
  const nodes = new TakenNodes(temporaryFolder());
  const start = [process.execPath, "-e", ""];
  nodes.add("marathon", { how: "stopped", node: "two", start });
  nodes.add("swarm", { how: "stopped", node: "two", start: ["/nowhere"] });
  const restored = vi.spyOn(PulumiSite, "recover").mockImplementation(async (name) => {
    if (name === "kubernetes") throw new Error("no cluster");
  });
  const reasons: string[] = [];
  const perform: Session["perform"] = async (_title, run) => {
    try {
      return { value: await run(() => undefined), seconds: 0 };
    } catch (error) {
      reasons.push(reasonOf(error));
      return { error: reasonOf(error), seconds: 0 };
    }
  };
  expect(await recover({ journal, nodes, perform } as unknown as Session)).toEqual([
    "kubernetes",
    "nomad",
    "swarm",
  ]);
  expect(reasons).toEqual([
    "no cluster",
    expect.stringContaining(`${join(folder, "nomad.json")} is damaged`),
    expect.stringContaining("The node two of swarm, which a drill has stopped, could not be given back"),
  ]);
  // The next session tries that one again, before it restores the deployment.
  expect(nodes.names).toEqual(["swarm"]);
  expect(restored.mock.calls.map(([name]) => name)).toEqual(["kubernetes"]);
});
