import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { importFrom } from "../../src/import";
import { FakeRegistry, LOGIN, type Options } from "../image/registry-fake";
import { temporaryFolder } from "../folder";
import { filesOf, importing, itemOf } from "./support/importing";

let registry: FakeRegistry;
const listen = async (options?: Options) => void (registry = await FakeRegistry.listen(options));
// The login of whoever runs the tests is not theirs.
beforeEach(() => void vi.stubEnv("DOCKER_CONFIG", join(temporaryFolder(), "none")));
afterEach(() => {
  registry.close();
  vi.unstubAllEnvs();
});

const NGINX = {
  User: "101",
  ExposedPorts: { "8080/tcp": {} },
  Env: ["PATH=/usr/bin", "NGINX_VERSION=1.29.0"],
  Entrypoint: ["/docker-entrypoint.sh"],
  Cmd: ["nginx", "-g", "daemon off;"],
  StopSignal: "SIGQUIT",
  WorkingDir: "/app",
};

describe("an image", () => {
  it("tells its port, user and check, and keeps the rest", async () => {
    await listen();
    const digest = registry.addConfigured(
      {
        ...NGINX,
        Healthcheck: {
          Test: ["CMD-SHELL", "wget -qO- http://localhost:8080/up || exit 1"],
          Interval: 10e9,
          Timeout: 2e9,
          Retries: 4,
          StartPeriod: 60e9,
        },
      },
      { tag: "1.29" },
    );
    const { image, values, items, text } = await importing(`${registry.repository}:1.29`);
    expect(image).toBe(`${registry.repository}@${digest}`);
    expect(values).toEqual({
      name: "podium",
      port: "8080",
      user: "101",
      health: {
        path: "/up",
        command: ["/bin/sh", "-c", "wget -qO- http://localhost:8080/up || exit 1"],
        interval: 10,
        timeout: 2,
        failures: 4,
      },
      readiness: { path: "/up" },
      startSeconds: "60",
      readOnlyRootFilesystem: "false",
    });
    for (const from of ["ENTRYPOINT", "CMD", "WORKDIR", "STOPSIGNAL", "ENV PATH, NGINX_VERSION"])
      expect(itemOf(items, `image: ${from}`)).toMatchObject({
        outcome: "taken",
        why: expect.stringContaining("stays in force, from the image") as string,
      });
    expect(itemOf(items, "image")).toMatchObject({
      why: expect.stringContaining("1.29 means this digest now") as string,
    });
    expect(text).toContain(`# ${registry.repository}:1.29, as of the import\n`);
  });

  it("is by the tag latest if it has none, and stays what it is by digest", async () => {
    await listen();
    const digest = registry.addConfigured(NGINX, { tag: "latest" });
    expect((await importing(registry.repository)).image).toBe(`${registry.repository}@${digest}`);
    const { image, items } = await importing(`${registry.repository}:old@${digest}`);
    expect(image).toBe(`${registry.repository}@${digest}`);
    expect(itemOf(items, "image")).toMatchObject({ why: "by digest already" });
  });

  it.each<[string, object, Record<string, unknown>, string, string]>([
    [
      "ports",
      { ExposedPorts: { "9000/tcp": {}, "8081/tcp": {}, "53/udp": {} } },
      { port: "8081" },
      "image: EXPOSE 9000/tcp",
      "a workload has one port",
    ],
    ["the variable PORT", { Env: ["PORT=3000"] }, { port: "3000" }, "image: ENV PORT", "apart from PORT"],
    [
      "PORT among its ports",
      { Env: ["PORT=9000"], ExposedPorts: { "8081/tcp": {}, "9000/tcp": {} } },
      { port: "9000" },
      "image: EXPOSE 8081/tcp",
      "a workload has one port",
    ],
    ["no port", {}, { port: "8080" }, "port", "where the variable PORT tells it"],
    [
      "a name as its user",
      { User: "nginx" },
      {},
      "image: USER nginx",
      "docker run --rm --entrypoint id IMAGE -u nginx",
    ],
    [
      "a number and a name",
      { User: "1000:app" },
      { user: "1000" },
      "image: USER, its group app",
      "a name that only the image knows",
    ],
    ["root", { User: "0:0" }, {}, "image: USER 0:0", "root, which Podium never runs as"],
    [
      "no check",
      { Healthcheck: { Test: ["NONE"] } },
      { health: "none", readiness: "none" },
      "image: HEALTHCHECK",
      "no check is wanted",
    ],
    [
      "a secret in its check",
      { Healthcheck: { Test: ["CMD", "check", "--token=hunter2"] } },
      { health: "none", readiness: "none" },
      "image: HEALTHCHECK",
      "contains a secret",
    ],
  ])("may have %s", async (_, config, values, from, why) => {
    await listen();
    registry.addConfigured(config, { tag: "1" });
    const imported = await importing(`${registry.repository}:1`);
    expect(imported.values).toMatchObject(values);
    expect(imported.items.some((item) => item.from.startsWith(from) && item.why?.includes(why))).toBe(true);
    expect(JSON.stringify(imported.items) + imported.text).not.toContain("hunter2");
  });

  it("never shows the values of its environment", async () => {
    await listen();
    registry.addConfigured({ Env: ["API_KEY=hunter2", "LEVEL=quiet"] }, { tag: "1" });
    const { items, text } = await importing(`${registry.repository}:1`);
    expect(itemOf(items, "image: ENV API_KEY, LEVEL")).toBeDefined();
    expect(JSON.stringify(items) + text).not.toMatch(/hunter2|quiet/);
  });

  it("is overridden by a service, part by part", async () => {
    await listen();
    registry.addConfigured(
      { ...NGINX, Healthcheck: { Test: ["CMD", "check"], Interval: 10e9 } },
      { tag: "1" },
    );
    const compose = (keys: string) =>
      importing(
        join(
          filesOf({
            "compose.yaml": `services:\n  web:\n    image: ${registry.repository}:1\n    ${keys}\n`,
          }),
          "compose.yaml",
        ),
      );
    expect((await compose("healthcheck: { retries: 7, interval: 9s }")).values).toMatchObject({
      port: "8080",
      user: "101",
      health: { command: ["check"], failures: 7, interval: 9 },
    });
    const { values, items } = await compose(
      'user: "5"\n    ports: [9000]\n    command: x\n    healthcheck: { test: [CMD, mine] }',
    );
    expect(values).toMatchObject({ port: "9000", user: "5", health: { command: ["mine"], interval: 30 } });
    for (const from of ["USER", "EXPOSE 8080/tcp", "CMD", "HEALTHCHECK"])
      expect(itemOf(items, `image: ${from}`)).toMatchObject({ outcome: "taken" });
  });

  it("has no port of its own where the service names one that is not allowed", async () => {
    await listen();
    registry.addConfigured(NGINX, { tag: "1" });
    const text = `services:\n  web:\n    image: ${registry.repository}:1\n    ports: [0]\n`;
    const { values } = await importing(join(filesOf({ "compose.yaml": text }), "compose.yaml"));
    expect(values).not.toHaveProperty("port");
  });
});

describe("a registry", () => {
  it("may require the login that Docker has stored, which is said", async () => {
    await listen({ scheme: "bearer" });
    registry.addConfigured(NGINX, { tag: "1" });
    const folder = join(temporaryFolder(), "docker");
    mkdirSync(folder);
    const auth = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    vi.stubEnv("DOCKER_CONFIG", folder);
    const { values, items } = await importing(`${registry.repository}:1`);
    expect(values).toMatchObject({ port: "8080" });
    expect(itemOf(items, `the login at ${registry.host}`)).toMatchObject({
      outcome: "lost",
      why: expect.stringContaining("podium:registryCredentials") as string,
    });
    expect(JSON.stringify(items)).not.toContain(LOGIN.password);
  });

  it("that does not tell the digest leaves nothing to write", async () => {
    await listen();
    await expect(importFrom(`${registry.repository}:1`, undefined)).rejects.toThrow(
      /^\S+:1: its registry, \S+, does not tell the digest: .*404.*\nNothing was written, .* repository@sha256:…/,
    );
    registry.close();
    await expect(importFrom(`${registry.repository}:1`, undefined)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("that requires a login is named, with what to do", async () => {
    await listen({ scheme: "bearer" });
    const folder = temporaryFolder();
    writeFileSync(join(folder, "config.json"), JSON.stringify({ credsStore: "that-is-not-there" }));
    vi.stubEnv("DOCKER_CONFIG", folder);
    await expect(importFrom(`${registry.repository}:1`, undefined)).rejects.toThrow(
      /rejected the login with 401 \(docker-credential-that-is-not-there cannot be run: ENOENT\)\n.*`docker login`/,
    );
  });

  it("is not needed for an image by digest, which then tells nothing", async () => {
    await listen();
    const { values, items } = await importing(`${registry.repository}@sha256:${"a".repeat(64)}`);
    expect(values).toMatchObject({ port: "8080", readOnlyRootFilesystem: "false" });
    expect(itemOf(items, "image, its configuration")).toMatchObject({
      outcome: "lost",
      why: expect.stringContaining("could not be read from") as string,
    });
  });
});

it.each(["Not An Image", "http://example.com/app", "app@sha256:abc", ""])(
  "what is neither a file nor an image is wrong usage: %j",
  async (what) => {
    await listen();
    await expect(importFrom(what, undefined)).rejects.toThrow(
      /is neither a file nor the name of an image, such as/,
    );
    await expect(importFrom("nginx", "web")).rejects.toThrow("--service is for files, and nginx is not one.");
  },
);
