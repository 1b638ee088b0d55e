import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { importApp } from "../../../src/cli/commands/import";
import { temporaryFolder } from "../../folder";
import { FakeRegistry } from "../../image/registry-fake";
import { muteConsole, printed } from "../support/console";

const confirm = vi.hoisted(() => vi.fn<() => Promise<boolean>>());
vi.mock("@inquirer/confirm", () => ({ default: confirm }));

let registry: FakeRegistry;
let file: string;
beforeEach(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured({}, { tag: "1" });
  file = join(temporaryFolder(), "podium.yaml");
  writeFileSync(file, "replicas: 5\n");
  vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
  vi.stubEnv("DOCKER_CONFIG", file);
  const { isTTY } = process.stdin;
  process.stdin.isTTY = true;
  muteConsole();
  return () => (process.stdin.isTTY = isTTY);
});
afterEach(() => {
  registry.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("asks in a terminal, after it has shown what would become of each item", async () => {
  confirm.mockResolvedValueOnce(false);
  expect(await importApp([`${registry.repository}:1`], {})).toBe(1);
  expect(confirm).toHaveBeenCalledWith({ message: `${file} exists. Replace it?`, default: false });
  expect(printed()).toMatch(/image: USER[^]*podium\.yaml is kept as it is\.$/);
  expect(readFileSync(file, "utf8")).toBe("replicas: 5\n");
  confirm.mockResolvedValueOnce(true);
  expect(await importApp([`${registry.repository}:1`], {})).toBe(0);
  expect(readFileSync(file, "utf8")).toContain("\nname: podium ");
});
