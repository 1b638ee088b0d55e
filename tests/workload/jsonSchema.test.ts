import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { exampleFile } from "../../src/workload/example";
import { CONTRACT } from "../../src/workload/fidelity";
import { workloadFileSchema } from "../../src/workload/jsonSchema";
import { DESCRIPTIONS } from "../../src/workload/keys";
import { DEFAULTS } from "../../src/workload/defaults";
import { parseWorkload } from "../../src/workload/schema";

type Node = z.core.JSONSchema.JSONSchema;

/** All keys, those of parts with a dot. */
const keysOf = ({ properties = {}, anyOf = [] }: Node, outer = ""): string[] => [
  ...(anyOf as Node[]).flatMap((each) => keysOf(each, outer)),
  ...Object.entries(properties).flatMap(([name, each]) => [
    outer + name,
    ...keysOf(each as Node, `${outer}${name}.`),
  ]),
];

describe("the JSON Schema of the workload file", () => {
  const schema = workloadFileSchema();
  const accepts = (value: unknown) => z.fromJSONSchema(schema).safeParse(value).success;

  it("has the contract's keys, apart from those that are refused in the file", () => {
    const items = Object.values(CONTRACT).map((key) => /^\w+/.exec(key)![0]);
    const refused = ["publicPort", "secrets", "registryCredentials"];
    expect(new Set(Object.keys(schema.properties!))).toEqual(
      new Set(items.filter((item) => !refused.includes(item))),
    );
  });

  it("describes each key, and nothing else", () => {
    expect(keysOf(schema).sort()).toEqual(Object.keys(DESCRIPTIONS).sort());
    expect(JSON.stringify(schema).match(/"description":"\w/g)).toHaveLength(keysOf(schema).length);
  });

  it("has the defaults", () => {
    expect(schema.properties!["cpu"]).toMatchObject({ default: DEFAULTS.cpu, minimum: 0.05 });
    expect((schema.properties!["update"] as Node).properties!["surge"]).toMatchObject({
      default: DEFAULTS.update.surge,
    });
  });

  it.each([
    {},
    { replicas: 3 },
    { health: { path: "/up%2Fx?a=b" } },
    { health: "none", readiness: "none" },
    { update: { surge: 0 } },
    { autoscaling: { min: 1, max: 2, cpuPercent: 50 } },
    { env: { A: "x", B: 1, C: true } },
    { image: `nginx@sha256:${"a".repeat(64)}` },
    parse(exampleFile("./x")),
  ])("accepts what the check accepts: %j", (value: { image?: string }) => {
    expect(accepts(value)).toBe(true);
    const { image: _, ...workload } = value;
    expect(() => parseWorkload({ name: "web", publicPort: 8080, ...workload })).not.toThrow();
  });

  it.each([
    { replicas: 0 },
    { replica: 1 },
    { health: { path: "up" } },
    { health: { pth: "/" } },
    { health: "no" },
    { autoscaling: { min: 1, max: 2 } },
    { env: { "a.b": "x" } },
    { env: { A: [] } },
    { publicPort: 80 },
    { secrets: { A: "x" } },
    { image: "nginx:1" },
  ])("refuses %j", (value) => expect(accepts(value)).toBe(false));

  it("has patterns that editors can read: without flags, or for Unicode", () => {
    const patterns = [...JSON.stringify(schema).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    expect(patterns.length).toBeGreaterThan(4);
    for (const [, pattern] of patterns)
      expect(() => new RegExp(JSON.parse(pattern!) as string, "u")).not.toThrow();
  });
});
