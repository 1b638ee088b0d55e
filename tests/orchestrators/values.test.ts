import { RunError } from "@pulumi/pulumi/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../stack";
import { readerOf } from "./arrivals";
import { CONFIGURATIONS, MARK } from "./configurations";
import { type Kit, kitOf } from "./kit";

/** Another seed tries other configurations: `PODIUM_SEED=1 npx vitest run tests/orchestrators/values.test.ts`. */
const SEED = Number(process.env["PODIUM_SEED"] ?? 20261129);
const COUNT = 1000;

const KITS = Object.fromEntries(
  await Promise.all(ORCHESTRATOR_NAMES.map(async (name) => [name, await kitOf(name)] as const)),
) as Record<OrchestratorName, Kit>;

/** As Pulumi hands it to a program; what is undefined is not set. */
const toText = (given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`podium:${key}`, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/** The only text that a value of an environment variable can mean; others have to be refused. */
function textOf(value: unknown): string {
  expect(["string", "number", "boolean"]).toContain(typeof value);
  if (Number.isInteger(value)) expect(value).toSatisfy(Number.isSafeInteger);
  const text = String(value);
  expect(text.isWellFormed() && !text.includes("\0") && text.length < 2 ** 17).toBe(true);
  return text;
}

/** Tries one configuration on one orchestrator. @returns whether its program accepted it. */
async function tryOn(name: OrchestratorName, given: Record<string, unknown>): Promise<boolean> {
  const resources = await planStack(
    name,
    { ...KITS[name].surroundings, ...toText(given) },
    KITS[name].answers,
  ).catch((error: unknown) => error);
  if (!Array.isArray(resources)) {
    // The program has modules of its own.
    expect(RunError.isInstance(resources), String((resources as Error).stack)).toBe(true);
    const { message } = resources as RunError;
    for (const line of message.split("\n")) expect(line).toMatch(/^podium:\S.*`pulumi config [^`]+`/);
    expect(message).not.toContain(MARK);
    return false;
  }
  expect(JSON.stringify(resources)).not.toContain(MARK);
  const arrived = (await readerOf(name))(resources as never);
  const { env, secrets, healthCommand, instances, cpu, memory } = arrived;
  for (const [key, value] of Object.entries({ ...(given["env"] as object) }))
    expect(env[key]).toBe(textOf(value));
  for (const [key, value] of Object.entries({ ...(given["secrets"] as object) })) {
    expect(secrets[key]).toBe(textOf(value));
    expect(value).not.toBe("");
  }
  const { checks } = arrived;
  for (const key of ["health", "readiness"] as const)
    if (checks[key] !== undefined) expect(checks[key]).toBe(given[key] !== "none");
  if (given["health"] === "none") expect(healthCommand ?? []).toEqual([]);
  for (const key of ["health", "readiness"] as const) {
    const { headers = {} } = (given[key] ?? {}) as { headers?: object };
    const expected = Object.entries(headers).map(([name, value]) => [name, textOf(value)]);
    if (arrived.headers) expect(arrived.headers[key]).toEqual(Object.fromEntries(expected));
  }
  const { command, port } = (given["health"] ?? {}) as { command?: unknown[]; port?: unknown };
  for (const each of command ?? []) expect(each).not.toBe("");
  if (healthCommand && command) expect(healthCommand).toEqual(command.map(textOf));
  const { command: program = [], args = [] } = given as { command?: unknown[]; args?: unknown[] };
  const words = [...program, ...args];
  for (const each of words) expect(each).not.toBe("");
  expect([...(arrived.command ?? []), ...(arrived.args ?? [])]).toEqual(words.map(textOf));
  expect(arrived.command !== undefined).toBe(program.length > 0);
  const { port: readinessPort } = (given["readiness"] ?? {}) as { port?: unknown };
  if (port !== undefined && ORCHESTRATORS[name].fidelity.healthPort.level !== "unsupported")
    expect(arrived.healthPort).toBe(Number(port));
  if (readinessPort !== undefined && ORCHESTRATORS[name].fidelity.readinessPort.level !== "unsupported")
    expect(arrived.readinessPort).toBe(Number(readinessPort));
  if (given["startSeconds"] !== undefined)
    expect([Number(given["startSeconds"]), undefined]).toContain(arrived.startSeconds);
  if (ORCHESTRATORS[name].fidelity.replaceSeconds.level !== "unsupported")
    expect(arrived.replaceSeconds || undefined).toBe(Number(given["replaceSeconds"] ?? 0) || undefined);
  const tmp = { size: 16, exec: false, ...(given["tmp"] as object) };
  const { fidelity } = ORCHESTRATORS[name];
  if (fidelity.tmpSize.level !== "unsupported") {
    const { size = Number(tmp.size), exec } = arrived.folders["/tmp"]!;
    expect(size).toBe(Number(tmp.size));
    if (fidelity.tmpExec.level !== "unsupported") expect(exec).toBe(String(tmp.exec) === "true");
  }
  if (fidelity.writable.level !== "unsupported") {
    for (const folder of (given["writable"] ?? []) as string[]) {
      const { size = Number(tmp.size) } = arrived.folders[folder]!;
      expect(size).toBe(Number(tmp.size));
    }
  }
  expect(instances).toBe(Number(given["replicas"] ?? 2));
  const wanted = { cpu: Number(given["cpu"] ?? 0.25), memory: Number(given["memory"] ?? 128) };
  // Some orchestrators have steps, and give the next larger one.
  expect(cpu).toBeGreaterThan(wanted.cpu - 0.001);
  expect(memory).toBeGreaterThan(wanted.memory - 0.001);
  if (fidelity.cpu.level === "native") expect(cpu).toBeLessThan(wanted.cpu + 0.001);
  if (fidelity.memory.level === "native") expect(memory).toBe(wanted.memory);
  return true;
}

describe("every value of a configuration", () => {
  it(
    `arrives as written, or is refused by its key, without a secret in sight: ${COUNT} configurations, seed ${SEED}`,
    { timeout: 600_000 },
    async () => {
      const accepted = new Map(ORCHESTRATOR_NAMES.map((name) => [name, 0]));
      await fc.assert(
        fc.asyncProperty(CONFIGURATIONS, async (given) => {
          for (const name of ORCHESTRATOR_NAMES) {
            if (await tryOn(name, given)) accepted.set(name, accepted.get(name)! + 1);
          }
        }),
        { numRuns: COUNT, seed: SEED },
      );
      // Programs that refused everything would pass, too.
      for (const count of accepted.values()) expect(count).toBeGreaterThan(COUNT / 20);
    },
  );
});
