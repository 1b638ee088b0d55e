import { RunError } from "@pulumi/pulumi/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../stack";
import { readerOf } from "./arrivals";
import { type Kit, kitOf } from "./kit";

/** Another seed tries other configurations: `PODIUM_SEED=1 npx vitest run tests/orchestrators/values.test.ts`. */
const SEED = Number(process.env["PODIUM_SEED"] ?? 20261129);
const CONFIGURATIONS = 1000;

/** In every secret, so that it is found wherever one leaks. */
const MARK = "s3cret";

const KITS = Object.fromEntries(
  await Promise.all(ORCHESTRATOR_NAMES.map(async (name) => [name, await kitOf(name)] as const)),
) as Record<OrchestratorName, Kit>;

const NAMES = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["toString", "constructor", "hasOwnProperty", "valueOf", "Keys", "Values", "Tuples", "Metadata"],
      ...["Parent", "ItemsMap", "A", "A_FILE", "PODIUM_INSTANCE", "PODIUM_FAULTS", "path", "attr", "meta"],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "node", "PORT", "1x", "a.b", "", "a b", 'a"]', "ü") },
);

const TEXTS = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."${}%[]().@'\"\\\n\t &<>#=:") }),
  fc.constantFrom(
    ...[
      "",
      "${PORT}",
      "$${PORT}",
      "${attr.kernel.name}",
      "$(PORT)",
      "$$(PORT)",
      "$$",
      "{{.Task.ID}}",
      "{{{{",
    ],
    ...[
      '{{"{{"}}',
      "[Secret_A]",
      "@PartitionId@",
      "0755",
      "1_000",
      "true",
      "null",
      "{}",
      "]]>",
      "&#10;",
      "\r\n",
    ],
  ),
);

const VALUES = fc.oneof(
  { weight: 12, arbitrary: TEXTS },
  { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.boolean(), fc.constant(0.5)) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom<unknown>("\0", "a\x01b", "\ud800", null, 2 ** 60, "x".repeat(2 ** 17), [], {}),
      fc.string({ unit: "binary" }),
    ),
  },
);

/** A secret of the same shapes, with the mark in every text. */
const SECRETS = fc.oneof(
  { weight: 9, arbitrary: TEXTS.map((text) => `${MARK}${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>("", { B: MARK }, [MARK], null, `${MARK}\0`, MARK.repeat(20_000)),
  },
);

/** Mostly one of the former, sometimes one of the latter. */
const mostly = (good: fc.Arbitrary<unknown>, ...bad: unknown[]) =>
  fc.oneof({ weight: 15, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const PATHS = mostly(
  fc.constantFrom("/", "/healthz", "/a'b", "/$X", "/a%20b?c=d&e"),
  ...["x", "//a", "/{a}", "/${X}", "/a#b", "/ü", "/a b", "/.."],
);
const check = fc.record(
  {
    path: PATHS,
    interval: mostly(fc.integer({ min: 5, max: 60 }), 0, "x"),
    timeout: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: [] },
);

const record = (values: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(NAMES, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as object);

/** A stack's configuration by key, before it becomes text. Most of it is correct, so that programs run to their end. */
const CONFIGURATION = fc.record(
  {
    env: mostly(record(VALUES), "text", [1]),
    secrets: mostly(record(SECRETS), MARK, [MARK]),
    replicas: mostly(fc.integer({ min: 1, max: 5 }), 0, 2.5, "many", { a: 1 }, ""),
    cpu: mostly(fc.constantFrom(0.05, 0.25, "0.5", 1.37), "lots", -1),
    memory: mostly(fc.constantFrom(32, 128, "1531", 2048), 1, "1GB"),
    version: mostly(fc.constantFrom("v1", "1.2.3-rc_4"), "", "v1.", 2 ** 60),
    name: mostly(fc.constantFrom("web", "a", "web-2"), "My App", "-"),
    health: check,
    readiness: check,
    update: fc.record({
      parallelism: mostly(fc.integer({ min: 1, max: 4 }), 0),
      surge: fc.integer({ min: 0, max: 4 }),
    }),
    image: mostly(
      fc
        .constantFrom("acme/app:1.0", "nginx", "localhost:5000/a/b")
        .map((name) => `${name}@sha256:${"a".repeat(64)}`),
      ...["nginx:1", `http://r/a@sha256:${"a".repeat(64)}`, `A/B@sha256:${"a".repeat(64)}`],
    ),
    registryCredentials: mostly(
      fc.record({
        server: mostly(fc.constantFrom("docker.io", "registry.example.com:5000"), "https://r", ""),
        username: fc.constantFrom("robot", "robot$x", "[x]", "${PORT}", "a\x01"),
        password: TEXTS.map((text) => MARK + text),
      }),
      ...[MARK, { server: "r", password: MARK }, { server: "r", username: "u", password: MARK, other: MARK }],
    ),
    "env.A": fc.constant("literal"),
    nope: fc.constant({ type: "x" }),
  },
  { requiredKeys: [] },
);
/** Keys that are wrong as such are rare. */
const CONFIGURATIONS_OF_A_STACK = fc
  .tuple(CONFIGURATION, fc.integer({ min: 1, max: 20 }))
  .map(([{ "env.A": literal, nope, ...rest }, chance]): Record<string, unknown> => ({
    ...rest,
    ...(chance === 1 && { "env.A": literal }),
    ...(chance === 2 && { nope }),
  }));

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
  const { env, secrets, instances, cpu, memory } = (await readerOf(name))(resources as never);
  for (const [key, value] of Object.entries({ ...(given["env"] as object) }))
    expect(env[key]).toBe(textOf(value));
  for (const [key, value] of Object.entries({ ...(given["secrets"] as object) })) {
    expect(secrets[key]).toBe(textOf(value));
    expect(value).not.toBe("");
  }
  expect(instances).toBe(Number(given["replicas"] ?? 2));
  const wanted = { cpu: Number(given["cpu"] ?? 0.25), memory: Number(given["memory"] ?? 128) };
  // Some orchestrators have steps, and give the next larger one.
  expect(cpu).toBeGreaterThan(wanted.cpu - 0.001);
  expect(memory).toBeGreaterThan(wanted.memory - 0.001);
  const { fidelity } = ORCHESTRATORS[name];
  if (fidelity.cpu.level === "native") expect(cpu).toBeLessThan(wanted.cpu + 0.001);
  if (fidelity.memory.level === "native") expect(memory).toBe(wanted.memory);
  return true;
}

describe("every value of a configuration", () => {
  it(
    `arrives as written, or is refused by its key, without a secret in sight: ${CONFIGURATIONS} configurations, seed ${SEED}`,
    { timeout: 600_000 },
    async () => {
      const accepted = new Map(ORCHESTRATOR_NAMES.map((name) => [name, 0]));
      await fc.assert(
        fc.asyncProperty(CONFIGURATIONS_OF_A_STACK, async (given) => {
          for (const name of ORCHESTRATOR_NAMES) {
            if (await tryOn(name, given)) accepted.set(name, accepted.get(name)! + 1);
          }
        }),
        { numRuns: CONFIGURATIONS, seed: SEED },
      );
      // Programs that refused everything would pass, too.
      for (const count of accepted.values()) expect(count).toBeGreaterThan(CONFIGURATIONS / 10);
    },
  );
});
