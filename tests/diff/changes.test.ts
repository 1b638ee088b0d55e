import { describe, expect, it } from "vitest";
import { compare } from "../../src/diff/changes";
import { Secret } from "../../src/plan/record";
import type { PlannedResource } from "../../src/program/resources";

const resource = (inputs: Record<string, unknown>, name = "web"): PlannedResource => ({
  type: "job",
  name,
  inputs,
});
const changesOf = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  compare([resource(before)], [resource(after)], ["name", "key"])[0]?.properties;

describe("the changes between two plans", () => {
  it("include added and removed resources", () => {
    const changes = compare(
      [resource({}, "old"), resource({}, "same")],
      [resource({}, "same"), resource({}, "new")],
      [],
    );
    expect(changes).toEqual([
      { type: "job", name: "old", kind: "removed", properties: [] },
      { type: "job", name: "new", kind: "added", properties: [] },
    ]);
  });

  it("include each changed property, with its values before and after", () => {
    expect(changesOf({ size: { count: 2, min: 1 } }, { size: { count: 5, max: 9 } })).toEqual([
      { path: "size.count", before: 2, after: 5, secret: false },
      { path: "size.min", before: 1, secret: false },
      { path: "size.max", after: 9, secret: false },
    ]);
  });

  it("are found in the content of JSON strings, not in their layout", () => {
    expect(changesOf({ job: '{"count":2}' }, { job: '{ "count": 3 }' })).toEqual([
      { path: "job.count", before: 2, after: 3, secret: false },
    ]);
    expect(changesOf({ job: '{"count":2}' }, { job: '{ "count": 2 }' })).toBeUndefined();
    expect(changesOf({ job: "{{not json}}" }, { job: "{{other}}" })).toHaveLength(1);
  });

  it("are matched by name in a list of named items, whatever their positions", () => {
    const env = (...names: string[]) => ({ env: names.map((name) => ({ name, value: name.toLowerCase() })) });
    expect(changesOf(env("B", "C"), env("A", "B", "C"))).toEqual([
      { path: "env.A", after: { name: "A", value: "a" }, secret: false },
    ]);
  });

  it("are matched by position if items have no name, or share one", () => {
    expect(changesOf({ ports: [1, 2] }, { ports: [1, 3] })).toEqual([
      { path: "ports.1", before: 2, after: 3, secret: false },
    ]);
    const twice = (value: number) => ({ list: [{ name: "a" }, { name: "a", value }] });
    expect(changesOf(twice(1), twice(2))).toEqual([
      { path: "list.1.value", before: 1, after: 2, secret: false },
    ]);
  });

  it("show no secret, neither inside one nor in a value that contains one", () => {
    const within = changesOf({ data: new Secret({ key: "one" }) }, { data: new Secret({ key: "two" }) });
    expect(within).toEqual([{ path: "data.key", secret: true }]);
    const around = changesOf({}, { spec: { data: [{ name: "key", value: new Secret("two") }] } });
    expect(around).toEqual([{ path: "spec", secret: true }]);
    const json = changesOf({ data: new Secret('{"user":"one"}') }, { data: new Secret('{"user":"two"}') });
    expect(json).toEqual([{ path: "data", secret: true }]);
    const becomes = changesOf({ data: "one" }, { data: new Secret("two") });
    expect(becomes).toEqual([{ path: "data", secret: true }]);
    expect(changesOf({ data: new Secret("one") }, { data: new Secret("one") })).toBeUndefined();
  });

  it("do not hide a property only because its name starts with a secret's name", () => {
    const changes = changesOf(
      { data: new Secret("one"), database: 1 },
      { data: new Secret("one"), database: 2 },
    );
    expect(changes).toEqual([{ path: "database", before: 1, after: 2, secret: false }]);
  });
});
