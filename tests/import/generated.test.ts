import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { Failure, WrongUsage } from "../../src/common/errors";
import { importFrom, type Item } from "../../src/import";
import composeSchema from "../../src/import/compose/compose-spec.json";
import { AJV_OPTIONS } from "../../src/import/jsonSchema";
import scoreSchema from "../../src/import/score/score-v1b1.json";
import { isObject } from "../../src/workload/values";
import { temporaryFolder } from "../folder";
import { FakeRegistry } from "../image/registry-fake";
import { matching } from "./support/generate";
import { type Imported, readBack } from "./support/importing";

const RUNS = 300;
/** Another one tries other files. */
const SEED = Number(process.env["PODIUM_SEED"] ?? 20261129);

let registry: FakeRegistry;
let image: string;
beforeAll(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured({ User: "101", ExposedPorts: { "8080/tcp": {} } }, { tag: "1" });
  image = `${registry.repository}:1`;
});
afterAll(() => registry.close());

type Values = Record<string, unknown>;

/** Imports what was generated: the result, read back, or the message of a clear refusal. Anything else fails. */
async function outcome(value: unknown, file: string): Promise<Imported | string> {
  // With strings in quotes, as a plain date would be one.
  writeFileSync(file, stringify(value, { defaultStringType: "QUOTE_DOUBLE" }));
  try {
    return await readBack(await importFrom(file, "web"));
  } catch (error) {
    if (!(error instanceof Failure || error instanceof WrongUsage)) throw error;
    expect(error.message).toMatch(/\S/);
    expect(error.message).not.toMatch(/undefined|\[object|NaN|\n {4}at /);
    return error.message;
  }
}

/** Whether there is nothing in a value that could be lost. */
const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.values(value).every(isEmpty);

/** Expects an item for a key: itself, or one for each of its parts. */
function expectItem(items: Item[], from: string, value: unknown): void {
  if (isEmpty(value)) return;
  const isThere = items.some(
    (item) => item.from === from || (item.from.startsWith(from) && /[ .,[]/.test(item.from[from.length]!)),
  );
  expect(isThere, `${from} in ${items.map((each) => each.from).join("; ")}`).toBe(true);
}

/** Expects a variable to be in the file as it is, or to have an item that says why not. */
function expectVariable(
  { values, items }: Imported,
  from: string,
  name: string,
  text: string | undefined,
): void {
  const item = items.find((each) => each.from === from);
  expect(item, from).toBeDefined();
  if (item!.to === `env.${name}`) expect((values["env"] as Values)[name]).toBe(text);
  else expect(item!.why ?? item!.to).toBeTruthy();
}

/** Enough of the files must be good ones: a test of refusals alone would prove little. */
const share = { good: 0, all: 0 };
function count(result: Imported | string): result is Imported {
  share.all++;
  if (typeof result !== "string") share.good++;
  return typeof result !== "string";
}
const expectEnough = () => {
  expect(share.good / share.all).toBeGreaterThan(0.3);
  share.good = share.all = 0;
};

describe("a generated file", () => {
  it("of Compose gives a right podium.yaml or a clear refusal", async () => {
    const { $schema: _, ...rules } = composeSchema;
    const isValid = new Ajv(AJV_OPTIONS).compile(rules);
    const service = matching(
      { $ref: "#/definitions/service", definitions: rules.definitions },
      {
        "service.image": fc.constant(undefined),
        // Files that do not exist are refused, which other tests show.
        "service.env_file": fc.constant(undefined),
        "service.extends": fc.constant(undefined),
      },
    );
    const file = join(temporaryFolder(), "compose.yaml");
    await fc.assert(
      fc.asyncProperty(service, async (generated) => {
        const web = JSON.parse(JSON.stringify({ ...(generated as Values), image })) as Values;
        const value = { services: { web } };
        fc.pre(isValid(value));
        const result = await outcome(value, file);
        if (!count(result)) return;
        for (const [key, each] of Object.entries(web)) {
          if (key === "environment" || each === null) continue;
          expectItem(result.items, `services.web.${key}`, each);
        }
        for (const key of ["deploy", "healthcheck"]) {
          if (!isObject(web[key])) continue;
          for (const [part, each] of Object.entries(web[key]))
            expectItem(result.items, `services.web.${key}.${part}`, each);
        }
        const { environment } = web;
        if (isObject(environment))
          for (const [name, text] of Object.entries(environment))
            if (text !== null && !String(text).includes("$"))
              expectVariable(result, `services.web.environment.${name}`, name, String(text));
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expectEnough();
  }, 240_000);

  it("of Score gives a right podium.yaml or a clear refusal", async () => {
    const isValid = new Ajv2020(AJV_OPTIONS).compile(scoreSchema);
    const container = matching(
      { $ref: "#/$defs/container", $defs: scoreSchema.$defs },
      {
        "container.image": fc.constant(undefined),
      },
    );
    const ports = matching({ $ref: "#/$defs/servicePort", $defs: scoreSchema.$defs });
    const resource = matching({ $ref: "#/$defs/resource", $defs: scoreSchema.$defs });
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/);
    const file = join(temporaryFolder(), "score.yaml");
    const score = fc.record({
      name,
      container,
      ports: fc.dictionary(name, ports, { maxKeys: 3 }),
      resources: fc.dictionary(name, resource, { maxKeys: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(score, async (generated) => {
        const web = JSON.parse(JSON.stringify({ ...(generated.container as Values), image })) as Values;
        const value = {
          apiVersion: "score.dev/v1b1",
          metadata: { name: generated.name },
          service: { ports: generated.ports },
          containers: { web },
          resources: generated.resources,
        };
        fc.pre(isValid(value));
        const result = await outcome(value, file);
        if (!count(result)) return;
        for (const [key, each] of Object.entries(web))
          if (key !== "resources") expectItem(result.items, `containers.web.${key}`, each);
        for (const [key, each] of Object.entries(generated.ports))
          expectItem(result.items, `service.ports.${key}`, each);
        for (const key of Object.keys(generated.resources)) expectItem(result.items, `resources.${key}`, key);
        for (const [variable, text] of Object.entries((web["variables"] ?? {}) as Record<string, string>))
          if (!text.includes("$"))
            expectVariable(result, `containers.web.variables.${variable}`, variable, text);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expectEnough();
  }, 240_000);
});
