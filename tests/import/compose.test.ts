import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { importFrom } from "../../src/import";
import { FakeRegistry } from "../image/registry-fake";
import { filesOf, type Imported, importing, itemOf } from "./support/importing";

let registry: FakeRegistry;
let image: string;
let digest: string;
beforeAll(async () => {
  registry = await FakeRegistry.listen();
  digest = registry.addConfigured({}, { tag: "1" });
  image = `${registry.repository}:1`;
});
afterAll(() => registry.close());
afterEach(() => void vi.unstubAllEnvs());

/** Imports a service with these keys, indented by nothing. */
const service = (keys: string, files: Record<string, string> = {}) =>
  compose(
    `services:\n  web:\n    image: ${image}\n${keys
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n")}`,
    files,
  );

const compose = (text: string, files: Record<string, string> = {}, name?: string): Promise<Imported> =>
  importing(join(filesOf({ "compose.yaml": text, ...files }), "compose.yaml"), name);

/** Expects each item to have become what is given: the outcome, a key if there is one, and a part of the reason. */
function expectItems(
  { items }: Imported,
  expected: Record<string, [string, (string | undefined)?, string?]>,
) {
  for (const [from, [outcome, to, why]] of Object.entries(expected)) {
    const item = itemOf(items, from);
    expect(item, from).toMatchObject({ outcome, ...(to && { to }) });
    if (why) expect(item!.why, from).toContain(why);
  }
}

it("takes variables from the environment, and nothing that every object has", async () => {
  vi.stubEnv("MINE", "x");
  const { values, items } = await service(
    "environment:\n  MINE:\n  constructor:\n  __proto__:\n  A: a${toString}",
  );
  expect(values["env"]).toEqual({ MINE: "x", A: "a" });
  for (const name of ["constructor", "__proto__"])
    expect(itemOf(items, `services.web.environment.${name}`)).toMatchObject({ outcome: "lost" });
});

it("loses how often to check where nothing says what to check", async () => {
  expectItems(await service("healthcheck: { retries: 5, interval: 9s }"), {
    "services.web.healthcheck.retries": ["lost", undefined, "nothing says what to check"],
    "services.web.healthcheck.interval": ["lost", undefined, "nothing says what to check"],
  });
});

describe("a service of a Compose file", () => {
  it("is named, is one instance, may write, and has its image by digest", async () => {
    const imported = await service("");
    expect(imported.image).toBe(`${registry.repository}@${digest}`);
    expect(imported.values).toEqual({
      name: "web",
      replicas: "1",
      port: "8080",
      health: "none",
      readiness: "none",
      readOnlyRootFilesystem: "false",
    });
    expectItems(imported, {
      "services.web.image": ["taken", "image", "1 means this digest now"],
      port: ["approximated", "port", "where the variable PORT tells it"],
      "health check": ["taken", "health", "nothing says how to check it"],
      "readiness check": ["taken", "readiness", "nothing says when it is ready"],
      "services.web, no limit of cpu": ["lost", undefined, "Podium always has one"],
      "image: USER": ["lost", undefined, "root, which Podium never runs as: it runs as the user 65532"],
    });
  });

  // Name, Compose, values that it adds, items.
  const VALUES: [string, Record<string, unknown>, Parameters<typeof expectItems>[1]][] = [
    ['ports: ["8081"]', { port: "8081" }, { "services.web.ports[0] 8081/tcp": ["taken", "port"] }],
    [
      'ports: ["127.0.0.1:80:8081/tcp", "9000:9000/udp", "9001:9001"]',
      { port: "8081" },
      {
        "services.web.ports[0], published as 80": [
          "lost",
          undefined,
          "pulumi config set podium:publicPort 80",
        ],
        "services.web.ports[1] 9000/udp": ["lost", undefined, "TCP"],
        "services.web.ports[2] 9001/tcp": ["lost", undefined, "a workload has one port, which is 8081"],
      },
    ],
    [
      'ports: ["[::1]:3000-3005:8000-8005"]',
      { port: "8000" },
      { "services.web.ports[0] 8000/tcp": ["approximated", "port", "the first of a range"] },
    ],
    [
      "ports: [{ target: 8081, published: '80', protocol: tcp, mode: host }]",
      { port: "8081" },
      { "services.web.ports[0], published as 80": ["lost"] },
    ],
    ['expose: ["8081"]', { port: "8081" }, { "services.web.expose[0] 8081/tcp": ["taken", "port"] }],
    [
      'ports: [8081]\nexpose: ["8081", "9000"]',
      { port: "8081" },
      { "services.web.expose[0]": ["taken"], "services.web.expose[1]": ["lost"] },
    ],
    [
      "environment: { PORT: 8081 }",
      { port: "8081" },
      { "services.web.environment.PORT": ["approximated", "port", "sets the variable PORT"] },
    ],
    [
      "ports: [8081]\nenvironment: [PORT=9000]",
      { port: "8081" },
      { "services.web.environment.PORT": ["lost", undefined, "the port of the contract, 8081"] },
    ],
    [
      'environment: { A: 1.10, B: true, C: "0755", D: "", E: "null", F: "2026-01-02", G: "a # b\\n$${c}" }',
      { env: { A: "1.1", B: "true", C: "0755", D: "", E: "null", F: "2026-01-02", G: "a # b\n${c}" } },
      { "services.web.environment.A": ["taken", "env.A"] },
    ],
    ["environment: [A=b=c, X=]", { env: { A: "b=c", X: "" } }, {}],
    [
      "deploy: { replicas: 3, mode: replicated, endpoint_mode: vip, labels: [a=b] }",
      { replicas: "3" },
      {
        "services.web.deploy.mode": ["taken"],
        "services.web.deploy.endpoint_mode": ["lost"],
        "services.web.deploy.labels": ["lost"],
      },
    ],
    ["deploy: { mode: global }", {}, { "services.web.deploy.mode": ["lost"] }],
    ["scale: 4", { replicas: "4" }, { "services.web.scale": ["taken", "replicas"] }],
    ["scale: 0", { replicas: "1" }, { "services.web.scale": ["approximated", "replicas", "0 is not among"] }],
    [
      'deploy: { resources: { limits: { cpus: "0.5", memory: 100.5M, pids: 5 }, reservations: { cpus: "0.1" } } }',
      { cpu: "0.5", memory: "101" },
      {
        "services.web.deploy.resources.limits.memory": ["approximated", "memory", "100.5 MiB"],
        "services.web.deploy.resources.limits.pids": ["lost"],
        "services.web.deploy.resources.reservations.cpus": ["lost", undefined, "reserves what it limits"],
      },
    ],
    [
      'deploy: { resources: { reservations: { cpus: "0.1", memory: 64M } } }',
      { cpu: "0.1", memory: "64" },
      {
        "services.web.deploy.resources.reservations.memory": [
          "approximated",
          "memory",
          "limits what it reserves",
        ],
      },
    ],
    [
      'cpus: "0.01"\nmem_limit: 1g',
      { cpu: "0.05", memory: "1024" },
      { "services.web.cpus": ["approximated", "cpu", "0.01 cores is not among"] },
    ],
    [
      "deploy: { update_config: { parallelism: 2, order: start-first, failure_action: pause, delay: 5s } }",
      { update: { parallelism: 2, surge: 2, rollback: false } },
      {
        "services.web.deploy.update_config.failure_action": ["approximated", "update.rollback"],
        "services.web.deploy.update_config.delay": ["lost"],
      },
    ],
    [
      "deploy: { update_config: { parallelism: 0, order: stop-first, failure_action: rollback }, replicas: 3 }",
      { update: { parallelism: 1, surge: 0, rollback: true }, replicas: "3" },
      {
        "services.web.deploy.update_config.parallelism": [
          "approximated",
          "update.parallelism",
          "all at once",
        ],
      },
    ],
    [
      "deploy: { restart_policy: { condition: any, delay: 5s }, placement: { constraints: [a] }, rollback_config: {} }",
      {},
      {
        "services.web.deploy.restart_policy.condition": ["taken"],
        "services.web.deploy.restart_policy.delay": ["lost"],
        "services.web.deploy.placement": ["lost"],
        "services.web.deploy.rollback_config": ["lost"],
      },
    ],
    ["stop_grace_period: 1m30s", { stopSeconds: "90" }, {}],
    ["stop_grace_period: 1s", { stopSeconds: "2" }, { "services.web.stop_grace_period": ["approximated"] }],
    ['user: "1000"', { user: "1000" }, { "services.web.user 1000": ["taken", "user"] }],
    ["user: root", {}, { "services.web.user root": ["lost", undefined, "root, which Podium never runs as"] }],
    ["user: app", {}, { "services.web.user app": ["lost", undefined, "a name that only the image knows"] }],
    ["read_only: true", { readOnlyRootFilesystem: "true" }, {}],
    ["restart: unless-stopped", {}, { "services.web.restart": ["taken"] }],
    ['restart: "no"', {}, { "services.web.restart": ["lost", undefined, "always"] }],
    ["privileged: true", {}, { "services.web.privileged": ["lost"] }],
    ["privileged: false", {}, { "services.web.privileged": ["taken"] }],
    ["cap_add: [NET_ADMIN]", {}, { "services.web.cap_add": ["lost", undefined, "no rights beyond"] }],
    ["network_mode: host", {}, { "services.web.network_mode": ["lost"] }],
    ["build: .", {}, { "services.web.build": ["lost", undefined, "build and push the image yourself"] }],
    ["x-mine: 1", {}, { "services.web.x-mine": ["lost", undefined, "an extension"] }],
    [
      'volumes: ["./a:/a", "/host:/b:ro", "~/c:/c", "named:/d", { type: bind, source: ., target: /e }]',
      {},
      {
        "services.web.volumes[0] /a": ["lost", undefined, "of this machine"],
        "services.web.volumes[1] /b": ["lost", undefined, "of this machine"],
        "services.web.volumes[2] /c": ["lost", undefined, "of this machine"],
        "services.web.volumes[3] /d": ["lost", undefined, "no data is kept"],
        "services.web.volumes[4] /e": ["lost", undefined, "of this machine"],
      },
    ],
    ["depends_on: [db]", {}, { "services.web.depends_on db": ["lost", undefined, "try again"] }],
    [
      "secrets: [db_password, { source: x, target: /run/secrets/api.key }]",
      {},
      {
        "services.web.secrets[0] db_password": ["lost", undefined, "--path podium:secrets.DB_PASSWORD"],
        "services.web.secrets[1]": ["lost", undefined, "--path podium:secrets.API_KEY"],
      },
    ],
    [
      'healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8081/health"], interval: 10s, timeout: 3s, retries: 5 }\nports: [8081]',
      {
        port: "8081",
        health: {
          path: "/health",
          command: ["curl", "-f", "http://localhost:8081/health"],
          interval: 10,
          timeout: 3,
          failures: 5,
        },
        readiness: { path: "/health" },
      },
      {
        "services.web.healthcheck.test": ["approximated", "health.path"],
        "readiness check": ["approximated", "readiness.path", "the health check's"],
      },
    ],
    [
      `healthcheck: { test: "curl -H 'Host: a.example.com' http://localhost:8080/live" }`,
      {
        health: { path: "/live", headers: { Host: "a.example.com" } },
        readiness: { path: "/live", headers: { Host: "a.example.com" } },
      },
      { "services.web.healthcheck.test": ["approximated", "health.path"] },
    ],
    [
      "healthcheck: { test: [CMD, curl, http://localhost:9000/live] }",
      { health: { path: "/live", port: 9000 }, readiness: { path: "/live", port: 9000 } },
      { "readiness check": ["approximated", "readiness.path", "the health check's"] },
    ],
    [
      "healthcheck: { test: pg_isready -q, interval: 1s }",
      {
        health: {
          command: ["/bin/sh", "-c", "pg_isready -q"],
          interval: 1,
          timeout: 1,
          failures: 3,
          path: "/",
        },
        readiness: "none",
      },
      {
        "services.web.healthcheck.test, as a path": ["approximated", "health.path", "GET / must answer 2xx"],
        "services.web.healthcheck.test": ["taken", "health.command"],
      },
    ],
    [
      "healthcheck: { test: [CMD-SHELL, 'check it'], interval: 10m, timeout: 10m, retries: 90, start_interval: 1s }",
      {
        health: {
          command: ["/bin/sh", "-c", "check it"],
          interval: 300,
          timeout: 120,
          failures: 10,
          path: "/",
        },
        readiness: "none",
      },
      {
        "services.web.healthcheck.interval": ["approximated", "health.interval", "600 there"],
        "services.web.healthcheck.start_interval": ["lost"],
      },
    ],
    [
      "healthcheck: { test: [CMD, check, --password=hunter2] }",
      { health: "none", readiness: "none" },
      { "services.web.healthcheck.test": ["lost", undefined, "contains a secret"] },
    ],
  ];

  it.each(VALUES)("becomes values and items: %s", async (keys, values, items) => {
    const imported = await service(keys);
    expect(imported.values).toMatchObject(values);
    expectItems(imported, items);
    expect(imported.text).not.toContain("hunter2");
  });

  it.each([
    ["stop_signal: SIGQUIT", "stop_signal", "stopSignal"],
    ["init: true", "init", "init"],
    ["entrypoint: /app -x", "entrypoint", "command"],
    ["volumes: [/cache]", "volumes[0] /cache", "writable"],
    ["healthcheck: { test: x, start_period: 2m }", "healthcheck.start_period", "startSeconds"],
  ])("becomes a key: %s", async (keys, from, key) => {
    expect(itemOf((await service(keys)).items, `services.web.${from}`)!.to).toBe(key);
  });

  it("keeps secrets out of the file and out of the table", async () => {
    vi.stubEnv("DB_PASSWORD", "hunter22");
    const { values, items, text } = await service(
      [
        "environment:",
        "  DB_PASSWORD: hunter22",
        "  DSN: postgres://app:hunter22@db/app",
        "  ABOVE: before-hunter33-after",
        "  CACHE_PASSWORD: hunter33",
        "  HIDDEN: ${DB_PASSWORD}",
        "  TOKEN_FILE: /run/secrets/token",
        "  API_KEY: ''",
        "  LEVEL: debug",
        "command: [serve, --auth, $DB_PASSWORD]",
      ].join("\n"),
    );
    expect(values["env"]).toEqual({ API_KEY: "", LEVEL: "debug" });
    const item = (name: string) => itemOf(items, `services.web.${name}`);
    for (const name of ["DB_PASSWORD", "DSN", "HIDDEN", "ABOVE"])
      expect(item(`environment.${name}`)).toMatchObject({
        outcome: "lost",
        why: expect.stringContaining(`pulumi config set --secret --path podium:secrets.${name}`) as string,
      });
    expect(item("environment.TOKEN_FILE")!.why).toContain("--path podium:secrets.TOKEN");
    expect(item("command")).toMatchObject({
      outcome: "lost",
      why: expect.stringContaining("secret") as string,
    });
    expect(JSON.stringify(items) + text).not.toMatch(/hunter22|hunter33/);
  });

  it("loses other services and the file's other keys by name", async () => {
    const imported = await compose(
      `name: shop\nversion: "3"\nservices:\n  web:\n    image: ${image}\n  db:\n    image: postgres\n` +
        "networks: { front: {} }\nvolumes: { data: {} }\nsecrets: { s: { file: ./s } }\nx-a: 1\n",
      {},
      "web",
    );
    expectItems(imported, {
      "services.db": ["lost", undefined, "give its address in env"],
      name: ["lost"],
      version: ["lost", undefined, "obsolete"],
      "networks.front": ["lost"],
      "volumes.data": ["lost", undefined, "no data is kept"],
      "secrets.s": ["lost"],
      "x-a": ["lost"],
    });
  });

  it("gets a name that the contract allows", async () => {
    const imported = await compose(`services:\n  My_very.long_service_name:\n    image: ${image}\n`);
    expect(imported.values["name"]).toBe("my-very-long-service");
    expectItems(imported, { "services.My_very.long_service_name": ["approximated", "name"] });
  });
});

describe("variables", () => {
  it("come from the environment, and below it from .env beside the file", async () => {
    vi.stubEnv("LEVEL", "debug");
    const { values, items } = await service(
      'environment: { A: "$LEVEL", B: "${COLOUR:-red}", C: "${SIZE:-1}", D: "$NOPE", E: , COLOUR: , GONE: }',
      { ".env": "LEVEL=info\nCOLOUR='blue'\n" },
    );
    expect(values["env"]).toEqual({ A: "debug", B: "blue", C: "1", D: "", COLOUR: "blue" });
    expect(itemOf(items, "${NOPE}")).toMatchObject({
      outcome: "lost",
      why: expect.stringContaining("is not set") as string,
    });
    expect(itemOf(items, "services.web.environment.GONE")!.why).toContain("GONE is not set");
  });

  it("come from files, the last one first, and below environment", async () => {
    vi.stubEnv("LEVEL", "debug");
    const { values, items } = await service(
      "env_file:\n  - a.env\n  - { path: sub/b.env, format: raw }\n  - { path: nowhere.env, required: false }\nenvironment: [C=3]",
      { "a.env": 'A=1\nB=1\nC=1\nLEVEL\nSHOWN="$LEVEL"\nDB_PASSWORD=hunter22\n', "sub/b.env": "B='$2'\n" },
    );
    expect(values["env"]).toEqual({ A: "1", B: "'$2'", C: "3", LEVEL: "debug", SHOWN: "debug" });
    expect(itemOf(items, "services.web.env_file[0] a.env: DB_PASSWORD")).toMatchObject({ outcome: "lost" });
    expect(itemOf(items, "services.web.env_file[2]")).toMatchObject({ outcome: "taken" });
  });

  it("are not replaced in other services, which may require some", async () => {
    const text = `services:\n  web: { image: "${image}" }\n  db: { image: "x:\${VERSION:?is needed}" }\n`;
    expect((await compose(text, {}, "web")).values["name"]).toBe("web");
  });
});

describe("a file", () => {
  it("may have anchors, merges and extended services, also from another file", async () => {
    const { values, items } = await compose(
      `x-env: &env { A: "1", B: "1" }
services:
  web:
    extends: { service: base, file: common/base.yaml }
    environment: { <<: *env, B: "2" }
    command: [serve]
  other:
    extends: web
    healthcheck: { interval: 7s }
    environment: [D=4]
`,
      {
        "common/base.yaml": `services:
  root:
    image: ${image}
    environment: [A=0, C=3]
    ports: ["8081"]
    healthcheck: { test: [CMD, x], interval: 5s }
  base:
    extends: { service: root }
    env_file: [base.env]
    scale: 3
`,
        "common/base.env": "E=5\n",
      },
      "other",
    );
    expect(values).toMatchObject({
      port: "8081",
      replicas: "3",
      env: { A: "1", B: "2", C: "3", D: "4", E: "5" },
      health: { command: ["x"], interval: 7 },
    });
    expect(itemOf(items, "services.other.command")).toBeDefined();
  });

  it.each<[string, string, RegExp, string?]>([
    [
      "an unknown key",
      "services:\n  web:\n    image: x\n    prots: [1]\n",
      /, line 4: services\.web\.prots is not allowed here\. Allowed are: .*\bports\b.* See https:/,
    ],
    [
      "a wrong type",
      "services:\n  web:\n    image: x\n    ports: 80\n",
      /, line 4: services\.web\.ports must be array/,
    ],
    [
      "a wrong choice",
      "services:\n  web:\n    image: x\n    cgroup: mine\n",
      /services\.web\.cgroup must be equal to one of the allowed values: host, private/,
    ],
    [
      "an unknown key at the top",
      "service: {}\nservices:\n  web: { image: x }\n",
      /, line 1: service is not allowed here\. Allowed are: version, name, /,
    ],
    ["no services", "services: {}\n", /, line 1: services has no service/],
    ["services that are none", "services: [web]\n", /, line 1: services must be object/],
    ["no image", "services:\n  web: {}\n", /, line 2: services\.web has no image\. Add one/],
    [
      "only a build section",
      "services:\n  web:\n    build: .\n",
      /services\.web is built, and has no image\. Build it and push it/,
    ],
    [
      "a wrong name of an image",
      "services:\n  web:\n    image: My Image\n",
      /services\.web\.image: "My Image" is not the name of an image/,
    ],
    [
      "a wrong duration",
      "services:\n  web:\n    image: x\n    stop_grace_period: soon\n",
      /, line 4: services\.web\.stop_grace_period must be a duration, such as 1m30s/,
    ],
    [
      "a wrong port",
      "services:\n  web:\n    image: x\n    ports: [http]\n",
      /, line 4: services\.web\.ports\[0\] must be a port, such as/,
    ],
    [
      "a wrong size",
      "services:\n  web:\n    image: x\n    mem_limit: much\n",
      /, line 4: services\.web\.mem_limit must be a size/,
    ],
    [
      "a quote without end",
      "services:\n  web:\n    image: x\n    command: it's\n",
      /, line 4: services\.web\.command has a quote that does not end/,
    ],
    [
      "a missing variable",
      "services:\n  web:\n    image: x\n    user: ${UID_OF_APP:?set it}\n",
      /, line 4: services\.web\.user requires the variable UID_OF_APP: set it/,
    ],
    [
      "a missing env_file",
      "services:\n  web:\n    image: x\n    env_file: no.env\n",
      /, line 4: services\.web\.env_file is no\.env, which does not exist/,
    ],
    [
      "a circle",
      "services:\n  web:\n    extends: web\n",
      /, line 3: services\.web\.extends leads back to itself/,
    ],
    [
      "nothing to extend",
      "services:\n  web:\n    extends: { service: base }\n",
      /services\.web\.extends is of base, which .* does not have/,
    ],
    [
      "an include",
      "include: [a.yaml]\nservices: {}\n",
      /, line 1: include is of other files\. Merge them: docker compose config --output merged\.yaml/,
    ],
    [
      "a reset",
      "services:\n  web:\n    ports: !reset []\n",
      /has !reset, which has a meaning between several files/,
    ],
    ["no YAML", "services:\n  web: [\n", /, line \d: is not YAML/],
    ["a repeated key", "services: {}\nservices: {}\n", /, line 2: repeats a key/],
    ["a list", "- a\n", /is not a map of keys: it must be a Compose or a Score file/],
    ["nothing", "", /is empty: it must be a Compose or a Score file/],
    [
      "something else",
      "apiVersion: v1\nkind: Pod\n",
      /is neither a Compose file, which has services, nor a Score file/,
    ],
  ])("is refused, in one sentence that names the place: %s", async (_, text, message) => {
    const error = await compose(text).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
  });

  it("with several services needs to be told which", async () => {
    const text = "services:\n  web: { image: x }\n  db: { image: x }\n";
    await expect(compose(text)).rejects.toThrow(
      /compose\.yaml has 2 services, and Podium runs one\. Add --service NAME, one of web, db$/,
    );
    await expect(compose(text, {}, "cache")).rejects.toThrow(/has no service cache\. Add --service NAME/);
  });

  it("is refused if it is a folder, or is not there", async () => {
    const folder = filesOf({});
    mkdirSync(join(folder, "a.yaml"));
    await expect(importFrom(join(folder, "a.yaml"), undefined)).rejects.toThrow(
      "a.yaml is a folder. Name the file in it",
    );
    await expect(importFrom(join(folder, "b.yaml"), undefined)).rejects.toThrow(
      "b.yaml cannot be read: ENOENT",
    );
  });
});
