import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configFile } from "../../src/automation/projects";
import { ProjectStack } from "../../src/automation/stacks";
import { configuredConnection } from "../../src/automation/target";
import type { OrchestratorName } from "../../src/orchestrators";
import { engineOf } from "../../src/orchestrators/engines";
import { PODIUM, podium, ROOT } from "../command";
import { localEngines } from "./engines";
import { PULUMI } from "./pulumi";

const ENGINES = PULUMI ? await localEngines() : [];
/** How often something is killed, on all engines at once; `PODIUM_INTERRUPTS=100` for a long run. */
const ROUNDS = Number(process.env["PODIUM_INTERRUPTS"] ?? 6);
/** Repeats a run: the same operations are killed after the same times. */
const SEED = Number(process.env["PODIUM_SEED"] ?? Date.now() % 1_000_000);

/** What is killed, with the seconds within which it happens; `deployed` is the state that it starts from. */
const OPERATIONS = {
  up: { deployed: false, seconds: 40, args: ["up", ...ENGINES, "--json"] },
  update: { deployed: true, seconds: 40, args: ["up", ...ENGINES, "--json"] },
  drill: {
    deployed: true,
    seconds: 60,
    args: ["drill", ...ENGINES, "--only", "scale", "--runs", "1", "--rate", "10", "--json"],
  },
  down: { deployed: true, seconds: 25, args: ["down", ...ENGINES, "--json"] },
};
type Operation = keyof typeof OPERATIONS;

/** One kill: which operation, when, and with which command the user goes on. */
const round = fc.record({
  choice: fc.nat(),
  percent: fc.integer({ min: 0, max: 100 }),
  then: fc.constantFrom("up", "down"),
});
const rounds = fc.sample(fc.noBias(round), { seed: SEED, numRuns: ROUNDS });

/** A stack's configuration without ciphertext: a stack that Pulumi makes again encrypts it anew. */
const configOf = (name: OrchestratorName): unknown =>
  parse(readFileSync(configFile(name), "utf8").replace(/secure: .*/g, "secure")).config;

/** Starts `podium` as the leader of a process group, and kills all of that after a while. */
async function kill(operation: Operation, delay: number): Promise<void> {
  const { args } = OPERATIONS[operation];
  const child = spawn(process.execPath, [PODIUM, ...args], { cwd: ROOT, detached: true, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await Promise.race([sleep(delay * 1000), ended]);
  try {
    process.kill(-child.pid!, "SIGKILL");
  } catch (error) {
    // It has ended before.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  await ended;
}

describe.skipIf(!ENGINES.length)(`a killed podium on ${ENGINES.join(", ")}, seed ${SEED}`, () => {
  const configs = new Map<string, unknown>();
  const before = new Map<OrchestratorName, string | undefined>();
  let deployed = false;
  let version = 1;

  /** Sets the version in every stack's configuration, which nothing may change from then on. */
  async function configure(): Promise<void> {
    for (const name of ENGINES) {
      const stack = await ProjectStack.open(name, PULUMI!);
      await stack.configure({
        "podium:version": { value: `v${version}` },
        "podium:secrets": { value: JSON.stringify({ API_KEY: "s3cret" }), secret: true },
      });
      configs.set(name, configOf(name));
    }
  }

  beforeAll(async () => {
    for (const name of ENGINES) {
      const file = configFile(name);
      before.set(name, existsSync(file) ? readFileSync(file, "utf8") : undefined);
    }
    await configure();
  });
  afterAll(async () => {
    await podium(["down"]);
    for (const [name, content] of before) {
      if (content === undefined) rmSync(configFile(name), { force: true });
      else writeFileSync(configFile(name), content);
    }
  });

  it.each(rounds.map((round, index) => ({ ...round, number: index + 1 })))(
    "recovers from kill $number",
    async ({ choice, percent, then }) => {
      const possible = (Object.keys(OPERATIONS) as Operation[]).filter(
        (each) => OPERATIONS[each].deployed === deployed,
      );
      const operation = possible[choice % possible.length]!;
      if (operation === "update") {
        version++;
        await configure();
      }
      const delay = (OPERATIONS[operation].seconds * percent) / 100;
      await kill(operation, delay);
      console.log(`${operation} killed after ${delay} s, unless it had ended, then ${then}`);

      const { code, stdout, stderr } = await podium([then, ...ENGINES, "--json"]);
      deployed = then === "up";
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      for (const name of ENGINES) {
        const engine = await engineOf(name, configuredConnection(name));
        const owned = await engine.owned("podium-dev");
        expect([name, owned.length > 0]).toEqual([name, deployed]);
        expect([name, configOf(name)]).toEqual([name, configs.get(name)]);
      }
      if (!deployed) return;
      const results = JSON.parse(stdout) as { version: string; instances: string[] }[];
      for (const result of results)
        expect(result).toMatchObject({
          version: `v${version}`,
          instances: [expect.any(String), expect.any(String)],
        });
    },
  );
});
