import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuredConnection } from "../../src/automation/target";
import type { OrchestratorName } from "../../src/orchestrators";
import { engineOf } from "../../src/orchestrators/engines";
import { podium, ROOT } from "../command";
import { localEngines } from "./engines";
import { newFolder } from "./examples/base";
import { buildExample, missingFor, RECIPES } from "./examples/images";
import { PULUMI } from "./pulumi";

const ENGINES = PULUMI ? await localEngines() : [];
const REGISTRY = process.env["PODIUM_REGISTRY"] ?? "localhost:5000";
/** `PODIUM_EXAMPLE_SECONDS=120`: each example must stay healthy for so long, and is then updated to a second digest. */
const SECONDS = Number(process.env["PODIUM_EXAMPLE_SECONDS"] ?? 0);

/** Two deployments and the time in between, on all engines of one machine. */
const TIMEOUT = SECONDS ? 1_200_000 + SECONDS * 1000 : 600_000;

/** What `podium up` says of a deployment. */
interface Deployed {
  name: OrchestratorName;
  state: string;
  image: string;
  instances: unknown[];
  error?: string;
}

/** What `podium status` says of it. */
interface Status {
  name: OrchestratorName;
  state: string;
  reference: string;
  problems: string[];
}

describe.skipIf(!ENGINES.length)(`examples on ${ENGINES.join(", ")}`, () => {
  let folder = "";
  beforeAll(() => {
    folder = newFolder();
  });
  const file = () => join(folder, "podium.yaml");
  const run = (...args: string[]) => podium(args, { ...process.env, PODIUM_WORKLOAD_FILE: file() });
  afterAll(async () => {
    await run("down");
    rmSync(folder, { recursive: true });
  });

  /** Deploys an image with an example's workload file, and expects two instances of it on every engine. */
  async function deploy(example: string, image: string): Promise<void> {
    const workload = readFileSync(join(ROOT, "examples", example, "podium.yaml"), "utf8");
    writeFileSync(file(), `image: ${image}\n${workload}`);
    const { stdout, stderr } = await run("up", ...ENGINES, "--json");
    const results = JSON.parse(stdout || "[]") as Deployed[];
    const found = results.map(({ name, state, image, instances, error }) => ({
      name,
      ...(error ? { error } : { state, image, instances: instances.length }),
    }));
    expect(found, stderr).toEqual(ENGINES.map((name) => ({ name, state: "running", image, instances: 2 })));
  }

  /** The instances of each deployment, which must all be healthy, and since when each runs: some are restarted in place. */
  async function instances(): Promise<string[]> {
    const { stdout, stderr } = await run("status", ...ENGINES, "--json");
    const all = JSON.parse(stdout || "[]") as Status[];
    expect(
      all.map(({ name, state, problems }) => [name, state, problems]),
      stderr,
    ).toEqual(ENGINES.map((name) => [name, "running", []]));
    const ready = all.map(async ({ name, reference }) => {
      const engine = await engineOf(name, configuredConnection(name));
      const found = await engine.instances(reference);
      return found
        .filter(({ state }) => state === "ready")
        .map(({ id, startedAt }) => `${name} ${id} since ${startedAt}`);
    });
    return (await Promise.all(ready)).flat().sort();
  }

  // Each takes the place of the one before: an update of everything that can differ.
  it.for(Object.keys(RECIPES))(
    "%s is deployed and stays healthy",
    { timeout: TIMEOUT },
    async (example, { skip }) => {
      const missing = await missingFor(example);
      skip(missing.length > 0, `its image takes ${missing.join(", ")}`);
      const [first, second] = await buildExample(example, REGISTRY);
      await deploy(example, first);
      if (!SECONDS) return;
      const before = await instances();
      for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(5000)) await instances();
      // None was restarted or replaced meanwhile.
      expect(await instances()).toEqual(before);
      await deploy(example, second);
    },
  );

  it("are removed", async () => {
    expect((await run("down", ...ENGINES, "--json")).code).toBe(0);
    for (const name of ENGINES) {
      const engine = await engineOf(name, configuredConnection(name));
      expect([name, await engine.owned("podium-dev")]).toEqual([name, []]);
    }
  });
});
