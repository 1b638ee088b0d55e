import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/errors";
import { readConfigFile } from "../../src/program/configFile";
import { temporaryFolder } from "../folder";
import { SCALARS_ARRIVE, SCALARS_FILE } from "./scalars";

function read(content: string) {
  const file = join(temporaryFolder(), "Pulumi.dev.yaml");
  writeFileSync(file, content);
  return readConfigFile(file, "podium-swarm");
}

describe("a stack's configuration file", () => {
  // tests/live/configuration.test.ts compares the same values with the Pulumi CLI.
  it("has the values that Pulumi reads, whatever YAML says", () => {
    expect(JSON.parse(read(SCALARS_FILE)["podium:env"]!)).toEqual(SCALARS_ARRIVE);
  });

  it("has text for each key, with large integers exact", () => {
    expect(
      read("config:\n  podium:version: 9007199254740993\n  podium:user: 0o17\n  podium:cpu: 0.50\n"),
    ).toEqual({ "podium:version": "9007199254740993", "podium:user": "15", "podium:cpu": "0.5" });
  });

  it("may leave the project out of a key, or have the older form of one", () => {
    expect(read("config:\n  nodeHost: a\n  podium:config:replicas: 3\n")).toEqual({
      "podium-swarm:nodeHost": "a",
      "podium:replicas": "3",
    });
  });

  it("may repeat a part by an alias, or merge it", () => {
    const { "podium:env": env } = read(
      "x: &x {A: 1}\nconfig:\n  podium:env:\n    <<: *x\n    B: 2\n  podium:update: *x\n",
    );
    expect(JSON.parse(env!)).toEqual({ A: 1, B: 2 });
  });

  it.each(["", "config:", "config: {}", "config: null\n", "encryptionsalt: v1:x\n"])(
    "may have no configuration: %j",
    (content) => expect(read(content)).toEqual({}),
  );

  it("has a secret's ciphertext in its place, in a list, too", () => {
    expect(read("config:\n  podium:x:\n    - secure: v1:abc\n")).toEqual({ "podium:x": '["v1:abc"]' });
  });

  it("has the end of a long ciphertext, which may be longer than its value may be", () => {
    const file = (end: string) =>
      `config:\n  podium:secrets:\n    A:\n      secure: v1:${"x".repeat(99_999)}${end}\n`;
    expect(read(file("y"))["podium:secrets"]!.length).toBeLessThan(100);
    expect(read(file("y"))).not.toEqual(read(file("z")));
  });

  it.each([
    ["config:\n  a: [s3cret", /Pulumi.dev.yaml is not YAML \(line 2\)/],
    ["config:\n  podium:env: &x\n    A: *x\n", /has a value that contains itself/],
    ["- s3cret\n", /it must be a map/],
    ["config: s3cret\n", /config must be a map/],
    ["config:\n  podium:a: s3cret\n  podium:a: s3cret\n", /is not YAML \(line 3\)/],
  ])("is refused by name, without its values: %j", (content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(Failure);
    expect(() => read(content)).not.toThrow(/s3cret/);
  });
});
