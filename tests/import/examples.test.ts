import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { ROOT } from "../command";
import { temporaryFolder } from "../folder";
import { FakeRegistry } from "../image/registry-fake";
import { importing } from "./support/importing";

let registry: FakeRegistry;
let image: string;
beforeAll(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured({ ExposedPorts: { "8080/tcp": {} } }, { tag: "1" });
  image = `${registry.repository}:1`;
});
afterAll(() => registry.close());
afterEach(() => vi.unstubAllEnvs());

it("examples/5-compose is imported, without the service beside it", async () => {
  vi.stubEnv("HTTPBIN_IMAGE", image);
  vi.stubEnv("NAME", "mine");
  const { values, items } = await importing(join(ROOT, "examples/5-compose/compose.yaml"), "httpbin");
  expect(values).toEqual({
    name: "httpbin",
    replicas: "2",
    cpu: "0.25",
    memory: "64",
    port: "8080",
    env: { MAX_BODY_SIZE: "1048576", HOSTNAME: "mine" },
    health: "none",
    readiness: "none",
    stopSeconds: "10",
    user: "65532",
    group: "65532",
    readOnlyRootFilesystem: "true",
  });
  const lost = items.filter(({ outcome }) => outcome === "lost").map(({ from }) => from);
  expect(lost.join()).toMatch(/published.*depends_on cache.*services\.cache.*volumes\.cache/);
});

it("examples/6-score is imported, without what it asks somebody else to provide", async () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "examples/6-score"), folder, { recursive: true });
  const file = join(folder, "score.yaml");
  const text = readFileSync(file, "utf8").replace("localhost:5000/1-static-binary:latest", image);
  writeFileSync(file, text);
  const { values, items } = await importing(file);
  expect(values).toMatchObject({
    name: "hello",
    cpu: "0.25",
    memory: "64",
    port: "8080",
    env: { GREETING: "Hello, this is hello" },
    health: { path: "/health" },
    readiness: { path: "/health" },
  });
  expect(items.filter(({ outcome }) => outcome === "lost").map(({ from }) => from)).toContain(
    "resources.dns",
  );
});
