import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SwarmDeployment } from "../../../src/orchestrators/swarm/deployment";
import { convergeSeconds, goDuration, monitorSeconds } from "../../../src/orchestrators/swarm/timing";
import { IMAGE, resourcesOf, Secret, UNKNOWN, workloadOf } from "../../program";

const SERVICE = "docker:index/service:Service";
const NETWORK = "docker:index/network:Network";
const SECRET = "docker:index/secret:Secret";
const PROVIDER = "pulumi:providers:docker";
const LABELS = [
  { label: "podium.workload", value: "web" },
  { label: "managed-by", value: "podium" },
  { label: "podium-stack", value: "dev" },
];

const deploy = (changes = {}) =>
  resourcesOf(
    () => new SwarmDeployment("web", { workload: workloadOf(changes), image: IMAGE, nodeHost: "localhost" }),
  );

describe("the Swarm deployment", () => {
  it("makes exactly these resources", async () => {
    const { types } = await deploy();
    expect(types).toEqual(["podium:swarm:Deployment", PROVIDER, NETWORK, SERVICE]);
  });

  it("leaves nothing of the service to Swarm's defaults", async () => {
    const resources = await deploy();
    const steps = {
      parallelism: 1,
      order: "start-first",
      delay: "0s",
      monitor: "47s",
      maxFailureRatio: "0.0",
    };
    const amount = { nanoCpus: 250_000_000, memoryBytes: 134_217_728 };
    expect(resources.only(NETWORK)).toEqual({
      name: "web",
      driver: "overlay",
      attachable: false,
      internal: false,
      labels: LABELS,
    });
    expect(resources.only(SERVICE)).toEqual({
      name: "web",
      labels: LABELS,
      taskSpec: {
        containerSpec: {
          image: IMAGE,
          env: {
            PORT: "8080",
            PODIUM_ORCHESTRATOR: "swarm",
            PODIUM_VERSION: "v1",
            PODIUM_IMAGE: IMAGE,
            PODIUM_STOP_SECONDS: "20",
            PODIUM_SECRETS: "",
            PODIUM_HEALTH_PATH: "/healthz",
            PODIUM_PEERS: "dns:tasks.web:8080",
            PODIUM_INSTANCE: "{{.Task.ID}}",
          },
          secrets: [],
          healthcheck: {
            tests: ["CMD", "/nodejs/bin/node", "/app/server.js", "health"],
            interval: "5s",
            timeout: "2s",
            retries: 3,
            startPeriod: "30s",
          },
          stopSignal: "SIGTERM",
          stopGracePeriod: "25s",
          user: "65532:65532",
          readOnly: true,
          capDrops: ["ALL"],
          mounts: [{ type: "tmpfs", target: "/tmp", tmpfsOptions: { sizeBytes: 16_777_216 } }],
        },
        resources: { limits: amount, reservation: amount },
        restartPolicy: { condition: "any", delay: "5s", maxAttempts: 0, window: "0s" },
        placement: { prefs: ["node.labels.datacenter"] },
        networksAdvanceds: [{ id: "web-id" }],
        logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "2" } },
      },
      mode: { replicated: { replicas: 2 } },
      endpointSpec: {
        mode: "vip",
        ports: [
          { name: "http", protocol: "tcp", publishMode: "ingress", targetPort: 8080, publishedPort: 8085 },
        ],
      },
      updateConfig: { ...steps, failureAction: "rollback" },
      rollbackConfig: { ...steps, failureAction: "pause" },
      convergeConfig: { delay: "2s", timeout: "3m46s" },
    });
  });

  it("pauses a failed update where nobody wants a rollback", async () => {
    const { updateConfig } = (await deploy({ update: { rollback: false } })).only(SERVICE);
    expect(updateConfig).toMatchObject({ failureAction: "pause" });
  });

  it("stops old tasks first where nothing may run in excess", async () => {
    const service = (await deploy({ update: { surge: 0, parallelism: 2 } })).only(SERVICE);
    const expected = { order: "stop-first", parallelism: 2 };
    expect(service).toMatchObject({ updateConfig: expected, rollbackConfig: expected });
  });

  it("hands secrets over as files that only the process can read, and encrypted", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
    // Without a name of its own it gets a new one with each content, and so do the tasks.
    expect(resources.only(SECRET)).toEqual({
      data: new Secret(Buffer.from("s3cret").toString("base64")),
      labels: LABELS,
    });
    const container = containerOf(resources.only(SERVICE));
    expect(container).toMatchObject({
      env: { PODIUM_SECRETS: "API_KEY", API_KEY_FILE: "/run/secrets/API_KEY" },
      secrets: [
        {
          secretId: "web-API_KEY-id",
          secretName: UNKNOWN,
          fileName: "API_KEY",
          fileUid: "65532",
          fileGid: "65532",
          fileMode: 0o400,
        },
      ],
    });
    expect(container.env).not.toHaveProperty("API_KEY");
  });

  it("refuses a secret whose name Swarm would not take", async () => {
    const longest = `K${"E".repeat(50)}Y`;
    await expect(deploy({ secrets: { [longest]: "s3cret" } })).resolves.toBeDefined();
    const refused = deploy({ secrets: { [`${longest}S`]: "s3cret" } });
    await expect(refused).rejects.toThrow(
      `podium:secrets.${longest}S is "[secret]"; allowed is a name of at most 52 characters`,
    );
    await expect(refused).rejects.not.toThrow(/s3cret/);
  });

  it("gives the registry's password to the provider, so that a new one replaces nothing", async () => {
    const server = "registry.example.com:5000";
    const resources = await deploy({
      registryCredentials: { server, username: "robot", password: "pass" },
    });
    const { registryAuth } = resources.only(PROVIDER) as { registryAuth: Secret };
    expect(registryAuth).toBeInstanceOf(Secret);
    expect(JSON.parse(registryAuth.value as string)).toEqual([
      { address: server, username: "robot", password: "pass" },
    ]);
    expect(resources.only(SERVICE)).not.toHaveProperty("auth");
    expect((await deploy()).only(PROVIDER)).not.toHaveProperty("registryAuth");
  });

  it("keeps Swarm from filling in what looks like a template", async () => {
    const resources = await deploy({ env: { GREETING: "{{.Node.ID}} {{" } });
    expect(containerOf(resources.only(SERVICE)).env).toMatchObject({
      GREETING: '{{"{{"}}.Node.ID}} {{"{{"}}',
      PODIUM_INSTANCE: "{{.Task.ID}}",
    });
  });

  it("changes nothing for what Swarm does not have", async () => {
    const before = (await deploy()).all;
    const after = await deploy({
      readiness: { interval: 8 },
      autoscaling: { min: 3, max: 6, cpuPercent: 70 },
    });
    expect(after.all).toEqual(before);
  });

  it("publishes the routing mesh and the service's name", async () => {
    const outputs: unknown[] = [];
    await resourcesOf(() => {
      const { endpoints, reference } = new SwarmDeployment("web", {
        workload: workloadOf(),
        image: IMAGE,
        nodeHost: "node.example.com",
      });
      endpoints.apply((value) => outputs.push(value));
      reference.apply((value) => outputs.push(value));
    });
    expect(outputs).toEqual([["http://node.example.com:8085"], "web"]);
  });
});

describe("the times of a Swarm service", () => {
  it.each([
    [0, "0s"],
    [59, "59s"],
    [60, "1m"],
    [61, "1m1s"],
    [3600, "1h"],
    [3605, "1h0m5s"],
    [3660, "1h1m"],
  ])("writes %i s as Go would: %s", (seconds, text) => {
    expect(goDuration(seconds)).toBe(text);
  });

  it("writes every time so that it means the same", () => {
    const factors: Record<string, number> = { h: 3600, m: 60, s: 1 };
    fc.assert(
      fc.property(fc.nat(100_000), (seconds) => {
        const parts = [...goDuration(seconds).matchAll(/(\d+)([hms])/g)];
        const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * factors[unit!]!, 0);
        expect(sum).toBe(seconds);
      }),
    );
  });

  it("watches an updated task until one that hangs has been found out and stopped", () => {
    const health = { path: "/", interval: 10, timeout: 5, failures: 2 };
    expect(monitorSeconds(workloadOf({ health, stopSeconds: 7 }))).toBe(2 * (10 + 5) + (7 + 5) + 1);
  });

  it("waits longer for more batches, and for tasks that have to stop first", () => {
    const seconds = (update: object, replicas: number) => convergeSeconds(workloadOf({ update, replicas }));
    expect(seconds({ parallelism: 2 }, 5)).toBe(60 + 2 * 3 * 30 + 46);
    expect(seconds({ parallelism: 2, surge: 0 }, 5)).toBe(60 + 2 * 3 * (25 + 30) + 46);
  });
});

interface Container {
  env: Record<string, string>;
}
const containerOf = (inputs: Record<string, unknown>) =>
  (inputs as { taskSpec: { containerSpec: Container } }).taskSpec.containerSpec;
