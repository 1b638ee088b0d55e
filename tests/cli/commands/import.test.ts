import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { importApp } from "../../../src/cli/commands/import";
import { ORCHESTRATOR_NAMES } from "../../../src/orchestrators";
import { planStack } from "../../../src/plan";
import { NOTHING, podium, ROOT } from "../../command";
import { temporaryFolder } from "../../folder";
import { FakeRegistry } from "../../image/registry-fake";
import { muteConsole, printed } from "../support/console";

let registry: FakeRegistry;
let file: string;
let compose: string;
beforeEach(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured({ User: "101" }, { tag: "1" });
  const folder = temporaryFolder();
  file = join(folder, "podium.yaml");
  compose = join(folder, "compose.yaml");
  writeFileSync(
    compose,
    `services:
  web:
    image: ${registry.repository}:1
    ports: ["80:8081"]
    environment: { LEVEL: debug, DB_PASSWORD: hunter2 }
    privileged: true
`,
  );
  vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
  vi.stubEnv("DOCKER_CONFIG", join(folder, "none"));
  muteConsole();
});
afterEach(() => {
  registry.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("podium import", () => {
  it("writes a file, and shows what was taken, approximated and lost", async () => {
    expect(await importApp([compose], {})).toBe(0);
    const table = printed();
    for (const row of [
      /✔ +taken +services\.web\.ports\[0\] 8081\/tcp +port/,
      /✔ +taken +health check +health +nothing says how to check it/,
      /✘ +lost +services\.web\.privileged +an instance has no rights/,
      /✘ +lost +services\.web\.environment\.DB_PASSWO\S* +a secret does not belong in plain text/,
    ])
      expect(table).toMatch(row);
    expect(table).toContain("pulumi config set --secret --path podium:secrets.DB_PASSWORD".slice(0, 20));
    expect(table).toMatch(
      /podium\.yaml describes \S+@sha256:\w{64}\. Read it, then see what it means: npx podium plan$/,
    );
    const text = readFileSync(file, "utf8");
    expect(text + table).not.toContain("hunter2");
    const [, schema] = /^# yaml-language-server: \$schema=(\.\S+)\n/.exec(text)!;
    expect(resolve(dirname(file), schema!)).toBe(join(ROOT, "podium.schema.json"));
    expect(text).toMatch(/\nport: 8081 # services\.web\.ports\[0\] 8081\/tcp\n/);
  });

  it.each(ORCHESTRATOR_NAMES)("writes what can be planned: %s", async (name) => {
    await importApp([compose], {});
    const { resources } = await planStack(name, {}, file);
    expect(JSON.stringify(resources)).toContain("LEVEL");
  });

  it("prints it as JSON", async () => {
    await importApp([compose], { json: true });
    const { file: written, values, items } = JSON.parse(printed()) as Record<string, unknown>;
    expect(written).toBe(file);
    expect(values).toMatchObject({ name: "web", port: 8081, env: { LEVEL: "debug" }, user: 101 });
    expect(items).toContainEqual({
      outcome: "taken",
      from: "services.web.ports[0] 8081/tcp",
      to: "port",
    });
  });

  it("replaces a file only if it is told to, and asks nothing of a registry before", async () => {
    writeFileSync(file, "replicas: 5\n");
    await expect(importApp([compose], {})).rejects.toThrow(
      `${file} exists, and is kept as it is. Move it away, or replace it by adding --yes.`,
    );
    await expect(importApp([compose], { json: true })).rejects.toThrow("exists");
    expect(registry.requests).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe("replicas: 5\n");
    expect(await importApp([compose], { yes: true })).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("replicas: 1 #");
  });

  it("takes a link that leads nowhere for a file", async () => {
    symlinkSync(join(dirname(file), "nowhere"), file);
    await expect(importApp([compose], {})).rejects.toThrow("exists");
    expect(existsSync(join(dirname(file), "nowhere"))).toBe(false);
  });

  it("writes nothing if the digest cannot be found out, or there is to be no file", async () => {
    registry.content.clear();
    await expect(importApp([compose], {})).rejects.toThrow("Nothing was written");
    expect(existsSync(file)).toBe(false);
    vi.stubEnv("PODIUM_WORKLOAD_FILE", "");
    await expect(importApp([compose], {})).rejects.toThrow("PODIUM_WORKLOAD_FILE is empty");
  });

  it("exits with 1 on a wrong file, in words", async () => {
    const { code, stderr } = await podium(["import", join(dirname(file), "no.yaml")], {
      ...NOTHING,
      PODIUM_WORKLOAD_FILE: file,
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\S+no\.yaml cannot be read: ENOENT\n$/)]);
  });

  it("exits with 2 where a service has to be named, in words", async () => {
    writeFileSync(compose, "services:\n  a: { image: x }\n  b: { image: x }\n");
    const { code, stderr } = await podium(["import", compose], { ...NOTHING, PODIUM_WORKLOAD_FILE: file });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/Add --service NAME, one of a, b\n$/)]);
  });
});
