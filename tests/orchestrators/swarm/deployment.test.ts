import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SwarmDeployment } from "../../../src/orchestrators/swarm/deployment";
import { valueOf } from "../../outputs";
import { IMAGE, resourcesOf } from "../../program";
import { argsOf, containerOf, deploy, HOST, LABELS, NETWORK, PROVIDER, SECRET, SERVICE } from "./deploy";

describe("the Swarm deployment", () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  beforeEach(() => void warn.mockClear());

  it("creates exactly these resources", async () => {
    const { types } = await deploy();
    expect(types).toEqual(["podium:swarm:Deployment", PROVIDER, NETWORK, SERVICE]);
  });

  it("sets everything that Swarm has a default for", async () => {
    const resources = await deploy();
    const steps = {
      parallelism: 1,
      order: "start-first",
      delay: "0s",
      monitor: "47s",
      maxFailureRatio: "0.0",
    };
    const amount = { nanoCpus: 250_000_000, memoryBytes: 134_217_728 };
    // Without `context`, the environment's DOCKER_CONTEXT would take precedence over `host`.
    expect(resources.only(PROVIDER)).toEqual({ host: HOST, context: "" });
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
      convergeConfig: { delay: "7s", timeout: "5m26s" },
    });
  });

  it("starts the configured command, in which Swarm expands nothing", async () => {
    const service = (await deploy({ command: ["/app/server", "{{.Task.ID}}"], args: ["$A"] })).only(SERVICE);
    expect(containerOf(service)).toMatchObject({ commands: ["/app/server", "{{.Task.ID}}"], args: ["$A"] });
  });

  it("stops its tasks with the configured signal", async () => {
    const service = (await deploy({ stopSignal: "SIGRTMIN+3" })).only(SERVICE);
    expect(containerOf(service)).toMatchObject({ stopSignal: "SIGRTMIN+3" });
  });

  it("runs in the workload's group, to which its secrets' files belong", async () => {
    const resources = await deploy({ user: 1234, group: 0, secrets: { A: "s3cret" } });
    expect(containerOf(resources.only(SERVICE))).toMatchObject({
      user: "1234:0",
      secrets: [{ fileUid: "1234", fileGid: "0" }],
    });
  });

  it("has an init if the workload wants one", async () => {
    expect(containerOf((await deploy({ init: true })).only(SERVICE))).toMatchObject({ init: true });
  });

  it("replaces tasks of a lost node when the swarm does, and says so if the workload has other seconds", async () => {
    expect((await deploy({ replaceSeconds: 0 })).only(SERVICE)).toEqual((await deploy()).only(SERVICE));
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^podium:replaceSeconds has no effect: a service has no such setting/),
      expect.anything(),
    );
  });

  describe("of an image of one's own", () => {
    it("is checked by the configured command", async () => {
      const health = { command: ["/check", "8080"] };
      const service = (await deploy({ health }, { isSample: false })).only(SERVICE);
      expect(containerOf(service).healthcheck).toMatchObject({
        tests: ["CMD", "/check", "8080"],
        interval: "5s",
      });
      expect(warn).not.toHaveBeenCalled();
    });

    it("is checked by the image's own command without one, if it has any, and says so", async () => {
      const service = (await deploy({ health: { interval: 7 } }, { isSample: false })).only(SERVICE);
      // The empty list takes the place of a command that the service had before.
      expect(containerOf(service).healthcheck).toEqual({
        tests: [],
        interval: "7s",
        timeout: "2s",
        retries: 3,
        startPeriod: "30s",
      });
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(
          /podium:health\.command is not set.*Its HEALTHCHECK is run, if it has one.*one that hangs is not replaced/,
        ),
        expect.anything(),
      );
    });

    it("has no check if the workload wants none, which is nothing to warn of", async () => {
      const service = (await deploy({ health: "none" }, { isSample: false })).only(SERVICE);
      expect(containerOf(service).healthcheck).toEqual({ tests: ["NONE"] });
      const sample = (await deploy({ health: "none" })).only(SERVICE);
      expect(containerOf(sample).healthcheck).toEqual({ tests: ["NONE"] });
      expect(containerOf(sample).env).not.toHaveProperty("PODIUM_HEALTH_PATH");
      expect(warn).not.toHaveBeenCalled();
    });

    it("is not warned of with the sample image", async () => {
      await deploy();
      expect(warn).not.toHaveBeenCalled();
    });
  });

  it("pauses a failed update when rollback is off", async () => {
    const { updateConfig } = (await deploy({ update: { rollback: false } })).only(SERVICE);
    expect(updateConfig).toMatchObject({ failureAction: "pause" });
  });

  it("stops old tasks first when no extra tasks may run", async () => {
    const service = (await deploy({ update: { surge: 0, parallelism: 2 } })).only(SERVICE);
    const expected = { order: "stop-first", parallelism: 2 };
    expect(service).toMatchObject({ updateConfig: expected, rollbackConfig: expected });
  });

  it("converts cores and MiB into Swarm's units", async () => {
    const { taskSpec } = (await deploy({ cpu: 1.37, memory: 1531 })).only(SERVICE);
    const amount = { nanoCpus: 1_370_000_000, memoryBytes: 1531 * 1024 * 1024 };
    expect(taskSpec).toMatchObject({ resources: { limits: amount, reservation: amount } });
  });

  it("has a volume in memory for /tmp if programs are to be run from it", async () => {
    const service = (await deploy({ tmp: { size: 64, exec: true } })).only(SERVICE);
    expect(containerOf(service).mounts).toEqual([
      {
        type: "volume",
        target: "/tmp",
        volumeOptions: {
          labels: [{ label: "podium.workload", value: "web" }],
          driverName: "local",
          driverOptions: { type: "tmpfs", device: "tmpfs", o: "size=64m,mode=1777,nosuid,nodev" },
        },
      },
    ]);
  });

  it("has further folders in memory, as large as /tmp", async () => {
    const writable = ["/run", "/var/cache/app"];
    const service = (await deploy({ tmp: { size: 64 }, writable })).only(SERVICE);
    expect(containerOf(service).mounts).toEqual(
      ["/tmp", ...writable].map((target) => ({
        type: "tmpfs",
        target,
        tmpfsOptions: { sizeBytes: 64 * 2 ** 20 },
      })),
    );
  });

  it("passes on every other value of the workload", async () => {
    const resources = await deploy({
      name: "api",
      version: "v2",
      replicas: 7,
      port: 9090,
      publicPort: 8099,
      env: { GREETING: "hello" },
      health: { path: "/live", interval: 7, timeout: 3, failures: 4 },
      stopSeconds: 61,
      user: 1234,
      readOnlyRootFilesystem: false,
    });
    const labels = [{ label: "podium.workload", value: "api" }, {}, {}];
    expect(resources.only(NETWORK)).toMatchObject({ name: "api", labels });
    expect(resources.only(SERVICE)).toMatchObject({
      name: "api",
      labels,
      taskSpec: {
        containerSpec: {
          env: {
            GREETING: "hello",
            PORT: "9090",
            PODIUM_VERSION: "v2",
            PODIUM_HEALTH_PATH: "/live",
            PODIUM_PEERS: "dns:tasks.api:9090",
          },
          healthcheck: { interval: "7s", timeout: "3s", retries: 4 },
          stopGracePeriod: "1m6s",
          user: "1234:1234",
          readOnly: false,
        },
      },
      mode: { replicated: { replicas: 7 } },
      endpointSpec: { ports: [{ targetPort: 9090, publishedPort: 8099 }] },
      // 4 × (7 + 3) + (61 + 5) + 1, and 60 + 2 × 7 × 30 + 106.
      updateConfig: { monitor: "1m47s" },
      rollbackConfig: { monitor: "1m47s" },
      convergeConfig: { delay: "9s", timeout: "25m10s" },
    });
  });

  it("uses its own provider for everything, and leaves the platforms to Swarm", async () => {
    const options: Record<string, pulumi.CustomResourceOptions> = {};
    const transformations = [
      ({ type, opts }: { type: string; opts: pulumi.CustomResourceOptions }) => {
        options[type] = opts;
        return undefined;
      },
    ];
    await resourcesOf(
      () => new SwarmDeployment("web", argsOf({ secrets: { API_KEY: "s3cret" } }), { transformations }),
    );
    for (const type of [NETWORK, SERVICE, SECRET]) {
      expect(options[type]!.provider).toMatchObject({ __pulumiType: PROVIDER });
      expect(options[type]!.parent).toBeInstanceOf(SwarmDeployment);
    }
    expect(options[PROVIDER]!.parent).toBeInstanceOf(SwarmDeployment);
    expect(options[SERVICE]!.ignoreChanges).toEqual(["taskSpec.placement.platforms"]);
    // A minute more than the provider itself waits for the service.
    expect(options[SERVICE]!.customTimeouts).toEqual({ create: "386s", update: "386s" });
  });

  it("keeps Swarm from expanding what looks like a template", async () => {
    const resources = await deploy({ env: { GREETING: "{{.Node.ID}} {{" } });
    expect(containerOf(resources.only(SERVICE)).env).toMatchObject({
      GREETING: '{{"{{"}}.Node.ID}} {{"{{"}}',
      PODIUM_INSTANCE: "{{.Task.ID}}",
    });
  });

  it("keeps a variable of the workload in place of Podium's own", async () => {
    const { env } = containerOf((await deploy({ env: { PODIUM_INSTANCE: "mine" } })).only(SERVICE));
    expect(env).toMatchObject({ PODIUM_INSTANCE: "mine" });
  });

  it("ignores what Swarm does not have", async () => {
    const before = (await deploy()).all;
    const after = await deploy({
      readiness: { interval: 8 },
      autoscaling: { min: 3, max: 6, cpuPercent: 70 },
    });
    expect(after.all).toEqual(before);
  });

  it("outputs the routing mesh's address, the service's name and the engine", async () => {
    let deployment: SwarmDeployment;
    await resourcesOf(() => {
      deployment = new SwarmDeployment("web", {
        ...argsOf(),
        nodeHosts: ["one.example.com", "two.example.com"],
      });
    });
    const { orchestrator, endpoints, reference, connection, wanted } = deployment!;
    expect(orchestrator).toBe("swarm");
    expect(await valueOf(endpoints)).toEqual(["http://one.example.com:8085", "http://two.example.com:8085"]);
    expect(await valueOf(reference)).toBe("web");
    expect(await valueOf(connection)).toEqual({ host: HOST });
    expect(await valueOf(wanted)).toEqual({
      image: IMAGE,
      version: "v1",
      isSample: true,
      readinessPath: "/readyz",
      min: 2,
      max: 2,
    });
  });
});
