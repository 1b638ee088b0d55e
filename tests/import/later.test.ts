import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { importFrom } from "../../src/import";
import { FakeRegistry } from "../image/registry-fake";
import { filesOf, itemOf } from "./support/importing";

// A contract that has every key: the importer asks which there are, and takes them as soon as they exist.
vi.mock("../../src/import/contract", () => ({
  nearest: (_: string, value: number) => value,
  refusal: () => undefined,
  defaultPath: () => undefined,
}));

let registry: FakeRegistry;
let image: string;
beforeAll(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured(
    { User: "101:0", ExposedPorts: { "80/tcp": {} }, Volumes: { "/cache": {}, "/data": {} } },
    { tag: "1" },
  );
  image = `${registry.repository}:1`;
});
afterAll(() => registry.close());

async function service(keys: string) {
  const text = `services:\n  web:\n    image: ${image}\n    ${keys.replaceAll("\n", "\n    ")}\n`;
  return importFrom(join(filesOf({ "compose.yaml": text }), "compose.yaml"), undefined);
}

describe("a contract with more keys", () => {
  it("has them from an image", async () => {
    const { values } = await importFrom(image, undefined);
    expect(values).toMatchObject({
      port: 80,
      user: 101,
      group: 0,
      writable: ["/cache", "/data"],
      health: "none",
      readiness: "none",
    });
  });

  it.each<[string, object]>([
    ['entrypoint: ["/app", "-x"]', { command: ["/app", "-x"] }],
    ["command: serve --name 'a b'", { args: ["serve", "--name", "a b"] }],
    ["command: []", { args: [] }],
    ["stop_signal: SIGQUIT", { stopSignal: "SIGQUIT" }],
    ["init: true", { init: true }],
    ['init: "false"', { init: false }],
    ['user: "1000:2000"', { user: 1000, group: 2000 }],
    ["user: '1000:root'", { user: 1000, group: 0 }],
    [
      "volumes: [/work, { type: volume, target: /more }]",
      { writable: ["/work", "/more", "/cache", "/data"] },
    ],
    ["tmpfs: /run/app", { writable: ["/run/app", "/cache", "/data"] }],
    ["tmpfs: ['/tmp:size=64m,exec']", { tmp: { size: 64, exec: true } }],
    ["volumes: [{ type: tmpfs, target: /tmp, tmpfs: { size: 1048576 } }]", { tmp: { size: 1 } }],
    ["ports: ['8080:80']", { port: 80 }],
    [
      `healthcheck: { test: "curl -H 'Host: a.example.com' http://localhost:9000/live", start_period: 2m }`,
      {
        startSeconds: 120,
        health: {
          path: "/live",
          port: 9000,
          headers: { Host: "a.example.com" },
          command: ["/bin/sh", "-c", "curl -H 'Host: a.example.com' http://localhost:9000/live"],
          interval: 30,
          timeout: 30,
          failures: 3,
        },
        readiness: { path: "/live", port: 9000, headers: { Host: "a.example.com" } },
      },
    ],
    ["healthcheck: { test: [CMD, check] }", { health: { command: ["check"] }, readiness: "none" }],
    ["healthcheck: { disable: true }", { health: "none", readiness: "none" }],
    ["healthcheck: { test: [NONE] }", { health: "none", readiness: "none" }],
  ])("has them from Compose: %s", async (keys, values) => {
    expect((await service(keys)).values).toMatchObject(values);
  });

  it("says that what is in a writable folder is not kept", async () => {
    const { items } = await service("volumes: [/cache]");
    expect(itemOf(items, "services.web.volumes[0] /cache")).toMatchObject({
      outcome: "approximated",
      to: "writable",
      why: "writable, but what is in it goes with the instance",
    });
    expect(itemOf(items, "image: VOLUME /cache")).toMatchObject({
      outcome: "taken",
      why: "writable already",
    });
  });

  it("has them from Score", async () => {
    const text = `apiVersion: score.dev/v1b1
metadata: { name: shop }
containers:
  web:
    image: ${image}
    command: [/app]
    args: [serve]
    livenessProbe: { httpGet: { path: /live, port: 9000, host: a.example.com, httpHeaders: [{ name: X-A, value: b }] } }
    readinessProbe: { exec: { command: [ready] } }
service: { ports: { www: { port: 80 } } }
`;
    const { values } = await importFrom(join(filesOf({ "score.yaml": text }), "score.yaml"), undefined);
    expect(values).toMatchObject({
      port: 80,
      command: ["/app"],
      args: ["serve"],
      health: { path: "/live", port: 9000, headers: { Host: "a.example.com", "X-A": "b" } },
      readiness: { command: ["ready"] },
    });
  });
});
