import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patienceSeconds } from "../../../src/orchestrators/marathon/app";
import { MarathonDeployment } from "../../../src/orchestrators/marathon/deployment";
import { upgradeStrategy } from "../../../src/orchestrators/marathon/upgradeStrategy";
import { record } from "../../../src/plan/record";
import { valueOf } from "../../outputs";
import { IMAGE, resourcesOf, Secret, workloadOf } from "../../program";
import { runStack } from "../../stack";

const APP = "pulumi-nodejs:dynamic/marathon:App";
const URL = "http://marathon.example.com:8080";

const create = (changes = {}, args = {}) =>
  new MarathonDeployment("web", {
    workload: workloadOf(changes),
    image: IMAGE,
    isSample: true,
    target: { url: URL },
    ...args,
  });
const deploy = (changes = {}) => resourcesOf(() => create(changes));

/** The app's definition. */
const appOf = async (changes = {}) => (await deploy(changes)).only(APP)["app"] as Record<string, unknown>;

describe("the Marathon deployment", () => {
  it("creates exactly these resources", async () => {
    const { types } = await deploy();
    expect(types).toEqual(["podium:marathon:Deployment", APP]);
  });

  it("defines the app completely", async () => {
    const { __provider, ...inputs } = (await deploy()).only(APP);
    expect(__provider).toEqual(expect.any(String));
    expect(inputs).toEqual({
      url: URL,
      rollback: true,
      patienceSeconds: 99,
      app: {
        id: "/web",
        instances: 2,
        cpus: 0.25,
        mem: 128,
        networks: [{ mode: "container/bridge" }],
        container: {
          type: "DOCKER",
          docker: {
            image: IMAGE,
            forcePullImage: false,
            privileged: false,
            parameters: [
              { key: "user", value: "65532:65532" },
              { key: "read-only", value: "true" },
              { key: "tmpfs", value: "/tmp:rw,noexec,nosuid,nodev,size=16m" },
              { key: "cap-drop", value: "ALL" },
              { key: "security-opt", value: "no-new-privileges" },
            ],
          },
          portMappings: [
            { name: "http", protocol: "tcp", containerPort: 8080, hostPort: 0, servicePort: 8085 },
          ],
        },
        env: {
          PORT: "8080",
          PODIUM_ORCHESTRATOR: "marathon",
          PODIUM_VERSION: "v1",
          PODIUM_IMAGE: IMAGE,
          PODIUM_STOP_SECONDS: "20",
          PODIUM_SECRETS: "",
          PODIUM_HEALTH_PATH: "/healthz",
          PODIUM_PEERS: "srv:_web._tcp.marathon.mesos",
        },
        labels: {
          "managed-by": "podium",
          "podium-stack": "dev",
          HAPROXY_GROUP: "external",
          HAPROXY_0_MODE: "http",
          HAPROXY_0_BACKEND_HTTP_HEALTHCHECK_OPTIONS: "  option httpchk GET /readyz\n  timeout check 1s\n",
          HAPROXY_0_BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS: "  check inter 2s fall 2 rise 1\n",
        },
        healthChecks: [
          {
            protocol: "MESOS_HTTP",
            path: "/healthz",
            portIndex: 0,
            delaySeconds: 1,
            gracePeriodSeconds: 60,
            intervalSeconds: 5,
            timeoutSeconds: 2,
            maxConsecutiveFailures: 3,
          },
        ],
        readinessChecks: [
          {
            name: "ready",
            protocol: "HTTP",
            path: "/readyz",
            portName: "http",
            intervalSeconds: 2,
            timeoutSeconds: 1,
            httpStatusCodesForReady: [200, 201, 202, 203, 204, 205, 206],
            preserveLastResponse: false,
          },
        ],
        taskKillGracePeriodSeconds: 20,
        killSelection: "YOUNGEST_FIRST",
        upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0.75 },
        backoffSeconds: 1,
        backoffFactor: 1.5,
        maxLaunchDelaySeconds: 60,
        unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
        constraints: [["hostname", "GROUP_BY"]],
      },
    });
  });

  it.each([
    [{ replaceSeconds: 0 }, 0, 0],
    [{ replaceSeconds: 30 }, 30, 31],
  ])("replaces tasks on an unreachable agent with %j", async (changes, inactive, expunge) => {
    expect(await appOf(changes)).toMatchObject({
      unreachableStrategy: { inactiveAfterSeconds: inactive, expungeAfterSeconds: expunge },
    });
  });

  it.each([
    [{ command: ["/app/server"] }, "/app/server", undefined],
    [{ command: ["/app/server", "-v"], args: ["$A"] }, "/app/server", ["-v", "$A"]],
    [{ args: ["--fast"] }, undefined, ["--fast"]],
  ])("starts %j by Docker's option and the app's arguments", async (started, program, args) => {
    const app = await appOf(started);
    const { parameters } = (app["container"] as { docker: { parameters: { key: string; value: string }[] } })
      .docker;
    expect(parameters.find(({ key }) => key === "entrypoint")?.value).toBe(program);
    expect(app["args"]).toEqual(args);
    expect(app).not.toHaveProperty("cmd");
  });

  it("stops its tasks with the configured signal, by an option of Docker's", async () => {
    const { container } = (await appOf({ stopSignal: "SIGQUIT" })) as {
      container: { docker: { parameters: object[] } };
    };
    expect(container.docker.parameters.at(-1)).toEqual({ key: "stop-signal", value: "SIGQUIT" });
  });

  it("runs in the workload's group", async () => {
    const { container } = (await appOf({ group: 0 })) as { container: { docker: { parameters: object[] } } };
    expect(container.docker.parameters[0]).toEqual({ key: "user", value: "65532:0" });
  });

  it("has an init if the workload wants one, by an option of Docker's", async () => {
    const { container } = (await appOf({ init: true })) as {
      container: { docker: { parameters: object[] } };
    };
    expect(container.docker.parameters.at(-1)).toEqual({ key: "init", value: "true" });
  });

  it("encrypts the secrets", async () => {
    const secrets = { API_KEY: "s3cret" };
    const { app } = (await deploy({ secrets, env: { GREETING: "hello" } })).only(APP);
    // Mocks see a property with a secret in it as a secret as a whole.
    expect(app).toBeInstanceOf(Secret);
    expect((app as Secret).value).toMatchObject({
      env: { API_KEY: "s3cret", GREETING: "hello", PODIUM_SECRETS: "API_KEY" },
    });
  });

  it("ignores what Marathon cannot do", async () => {
    const credentials = { server: "registry.example.com", username: "robot", password: "pass" };
    const autoscaling = { min: 3, max: 6, cpuPercent: 70 };
    expect(await appOf({ registryCredentials: credentials, autoscaling })).toEqual(await appOf());
  });

  it("lets the proxy check readiness as often, as long and as many times as the contract says", async () => {
    const readiness = { path: "/it's", interval: 7, timeout: 3, failures: 4 };
    const { labels, readinessChecks } = await appOf({ readiness });
    expect(labels).toMatchObject({
      HAPROXY_0_BACKEND_HTTP_HEALTHCHECK_OPTIONS: "  option httpchk GET /it\\'s\n  timeout check 3s\n",
      HAPROXY_0_BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS: "  check inter 7s fall 4 rise 1\n",
    });
    expect(readinessChecks).toMatchObject([{ path: "/it's", intervalSeconds: 7, timeoutSeconds: 3 }]);
  });

  it("checks readiness less often than a check may take, since Marathon refuses anything else", async () => {
    const { readinessChecks } = await appOf({ readiness: { interval: 3, timeout: 3 } });
    expect(readinessChecks).toMatchObject([{ intervalSeconds: 4, timeoutSeconds: 3 }]);
  });

  it("can run programs from /tmp if the workload wants it", async () => {
    const value = "/tmp:rw,exec,nosuid,nodev,size=64m";
    expect(await appOf({ tmp: { size: 64, exec: true } })).toMatchObject({
      container: { docker: { parameters: expect.arrayContaining([{ key: "tmpfs", value }]) } },
    });
  });

  it("has further folders in memory, from which no programs can be run", async () => {
    const { container } = await appOf({ tmp: { exec: true }, writable: ["/run"] });
    expect((container as { docker: { parameters: unknown[] } }).docker.parameters.at(-1)).toEqual({
      key: "tmpfs",
      value: "/run:rw,noexec,nosuid,nodev,size=16m",
    });
  });

  it("checks health at another port of the container if the workload wants it", async () => {
    const [check] = (await appOf({ health: { port: 9000 } }))["healthChecks"] as [object];
    expect(check).toHaveProperty("port", 9000);
    expect(check).not.toHaveProperty("portIndex");
  });

  it("checks readiness at a second port of the agent if the workload wants it, which no proxy publishes", async () => {
    const { container, readinessChecks, labels } = await appOf({ readiness: { port: 9000 } });
    expect((container as { portMappings: unknown }).portMappings).toMatchObject([
      { name: "http", containerPort: 8080, servicePort: 8085 },
      { name: "readiness", protocol: "tcp", containerPort: 9000, hostPort: 0 },
    ]);
    expect(readinessChecks).toMatchObject([{ path: "/readyz", portName: "readiness" }]);
    expect(labels).toMatchObject({
      HAPROXY_1_ENABLED: "false",
      // marathon-lb cannot tell whose second port is whose, and only connects to the first.
      HAPROXY_0_BACKEND_HTTP_HEALTHCHECK_OPTIONS: "",
    });
    expect((await appOf())["labels"]).not.toHaveProperty("HAPROXY_1_ENABLED");
  });

  it("has no checks that the workload does not want, and lets marathon-lb only connect", async () => {
    expect(await appOf({ health: "none", readiness: "none" })).toMatchObject({
      healthChecks: [],
      readinessChecks: [],
      labels: {
        HAPROXY_0_BACKEND_HTTP_HEALTHCHECK_OPTIONS: "",
        HAPROXY_0_BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS: "  check inter 2s fall 2 rise 1\n",
      },
    });
  });

  it("leaves a failed update as it is if the contract wants no rollback", async () => {
    const update = { rollback: false, parallelism: 2, surge: 0 };
    const inputs = (await deploy({ update, replicas: 4, readOnlyRootFilesystem: false })).only(APP);
    expect(inputs).toMatchObject({
      rollback: false,
      app: {
        instances: 4,
        upgradeStrategy: { minimumHealthCapacity: 0.375, maximumOverCapacity: 0 },
        container: { docker: { parameters: expect.arrayContaining([{ key: "read-only", value: "false" }]) } },
      },
    });
  });

  it("is reached at the proxy, by default on Marathon's own host", async () => {
    const endpoints = async (args = {}) => {
      const { result } = await record({ project: "test" }, () => create({}, args));
      return valueOf(result.endpoints);
    };
    expect(await endpoints()).toEqual(["http://marathon.example.com:8085"]);
    expect(await endpoints({ publicHosts: ["lb.example.com"] })).toEqual(["http://lb.example.com:8085"]);
  });
});

describe("the Marathon stack", () => {
  const config = { "podium-marathon:url": `${URL}/`, "podium-marathon:publicHost": "lb.example.com" };
  type Outputs = Record<"endpoints" | "reference" | "connection" | "wanted", pulumi.Output<unknown>>;

  it("deploys to the configured Marathon and returns how to reach it", async () => {
    const { resources, result } = await runStack("marathon", config);
    const { endpoints, reference, connection, wanted } = result as unknown as Outputs;
    expect(resources.find(({ type }) => type === APP)!.inputs).toMatchObject({
      url: URL,
      app: { id: "/podium-dev", container: { portMappings: [{ servicePort: 8083 }] } },
    });
    expect(result["orchestrator"]).toBe("marathon");
    expect(await valueOf(endpoints)).toEqual(["http://lb.example.com:8083"]);
    expect(await valueOf(reference)).toBe("/podium-dev");
    expect(await valueOf(connection)).toEqual({ url: URL });
    expect(await valueOf(wanted)).toMatchObject({ version: "v1", min: 2, max: 2 });
  });

  it("has no secret output, even if the workload has secrets", async () => {
    const secrets = { "podium:secrets": '{"API_KEY":"s3cret"}' };
    const { resources, result } = await runStack("marathon", { ...config, ...secrets });
    const { orchestrator: _, entrances: __, ...outputs } = result;
    expect(resources.find(({ type }) => type === APP)!.inputs["app"]).toHaveProperty(
      "value.env.API_KEY",
      "s3cret",
    );
    expect(await valueOf((outputs as Outputs).reference)).toBe("/podium-dev");
    for (const [name, output] of Object.entries(outputs as Outputs)) {
      expect([name, await pulumi.isSecret(output)]).toEqual([name, false]);
    }
  });
});

describe("the patience with a deployment", () => {
  it("covers the start, the verdict on health and readiness, and the stop of a task", () => {
    const health = { interval: 10, failures: 2 };
    const readiness = { interval: 4, failures: 3 };
    expect(patienceSeconds(workloadOf({ health, readiness, stopSeconds: 30 }))).toBe(60 + 20 + 12 + 30);
    const slow = workloadOf({ health, readiness, startSeconds: 200, stopSeconds: 30 });
    expect(patienceSeconds(slow)).toBe(200 + 20 + 12 + 30);
  });
});

describe("the upgrade strategy", () => {
  const counts = fc.record({
    replicas: fc.integer({ min: 1, max: 100 }),
    parallelism: fc.integer({ min: 1, max: 100 }),
    surge: fc.integer({ min: 0, max: 100 }),
  });

  /** As in Marathon's TaskReplaceActor.computeRestartStrategy, if all old tasks are healthy. */
  function inMarathon(replicas: number, strategy: ReturnType<typeof upgradeStrategy>) {
    const minimum = Math.ceil(replicas * strategy.minimumHealthCapacity);
    const capacity = Math.trunc(replicas * (1 + strategy.maximumOverCapacity));
    return { stoppedFirst: replicas - minimum, extra: capacity - replicas };
  }

  it("results in the numbers of tasks that are meant, whatever they are", () => {
    fc.assert(
      fc.property(counts, ({ replicas, parallelism, surge }) => {
        const { stoppedFirst, extra } = inMarathon(
          replicas,
          upgradeStrategy(replicas, { parallelism, surge, rollback: true }),
        );
        // As many at once as wanted, of which no more than wanted are in excess.
        expect(stoppedFirst + extra).toBe(Math.min(parallelism, replicas));
        expect(extra).toBe(Math.min(surge, parallelism, replicas));
      }),
      { numRuns: 2000 },
    );
  });

  it("has ratios that Marathon accepts", () => {
    fc.assert(
      fc.property(counts, ({ replicas, parallelism, surge }) => {
        for (const ratio of Object.values(
          upgradeStrategy(replicas, { parallelism, surge, rollback: true }),
        )) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
