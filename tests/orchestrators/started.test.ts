import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isToStarted } from "../../src/common/started";
import { engineNames, notesLike } from "../../src/engines/services";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { temporaryFolder } from "../folder";

const ENGINES = engineNames().filter((name) => name in ORCHESTRATORS) as OrchestratorName[];

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("PODIUM_ENGINES", folder);
  for (const name of ENGINES) {
    const lines = Object.entries(notesLike(name)).map(([key, value]) => `${key}="${value}"`);
    writeFileSync(join(folder, `${name}.env`), lines.join("\n"));
  }
});
afterEach(() => vi.unstubAllEnvs());

const usesStarted = (name: OrchestratorName, config = {}) =>
  isToStarted(name, ORCHESTRATORS[name].connectionOf(config));

describe.each(ENGINES)("the stack of %s", (name) => {
  const [variable] = Object.keys(notesLike(name)) as [string];
  beforeEach(() => vi.stubEnv(variable, undefined));

  it("uses the engine that Podium has started if nothing names another one", () => {
    expect(usesStarted(name)).toBe(true);
  });

  it("uses the one that the environment names", () => {
    vi.stubEnv(variable, "http://127.0.0.1:2");
    expect(usesStarted(name)).toBe(false);
  });

  it("uses none without notes", () => {
    vi.stubEnv("PODIUM_ENGINES", "");
    expect(ORCHESTRATORS[name].connectionOf({})).not.toEqual(
      expect.objectContaining(Object.values(notesLike(name))),
    );
  });
});

describe.each([
  ["nomad", { "nomad:address": "http://10.0.0.1:4646" }],
  ["kubernetes", { "kubernetes:kubeconfig": "/tmp/kubeconfig" }],
  ["kubernetes", { "kubernetes:context": "production" }],
  ["ecs", { "aws:profile": "work" }],
  ["marathon", { "podium-marathon:url": "http://10.0.0.1:8080" }],
  ["service-fabric", { "podium-service-fabric:endpoint": "http://10.0.0.1:19080" }],
] as [OrchestratorName, Record<string, string>][])("the configuration of %s", (name, config) => {
  it(`names another engine: ${Object.keys(config).join()}`, () => {
    for (const variable of Object.keys(notesLike(name))) vi.stubEnv(variable, undefined);
    expect(usesStarted(name, config)).toBe(false);
  });
});

it.each(["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"])(
  "an account that %s names is not replaced by the emulator",
  (variable) => {
    vi.stubEnv("AWS_ENDPOINT_URL", undefined);
    expect(usesStarted("ecs")).toBe(true);
    vi.stubEnv(variable, "work");
    expect(usesStarted("ecs")).toBe(false);
  },
);
