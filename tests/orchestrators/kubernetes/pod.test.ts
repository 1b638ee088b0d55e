import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import type { WorkloadInput } from "../../../src/workload/schema";
import { IMAGE } from "../../program";
import { deploy, DEPLOYMENT, LABELS } from "./deploy";

interface Template {
  metadata: object;
  spec: Record<string, unknown> & { containers: Record<string, unknown>[] };
}

async function templateOf(workload: WorkloadInput = {}): Promise<Template> {
  const { spec } = (await deploy(workload)).resources.only(DEPLOYMENT) as { spec: { template: Template } };
  return spec.template;
}
const podOf = async (workload?: WorkloadInput) => (await templateOf(workload)).spec;
const containerOf = async (workload?: WorkloadInput) => (await podOf(workload)).containers[0]!;

describe("a pod", () => {
  const pods = {
    labelSelector: { matchLabels: { "app.kubernetes.io/name": "web" } },
    matchLabelKeys: ["pod-template-hash"],
  };

  it("is exactly this by default", async () => {
    const { containers, ...pod } = await podOf();
    expect(containers).toHaveLength(1);
    expect(pod).toEqual({
      serviceAccountName: "web",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 25,
      // One for zones beside it would have the scheduler ignore every node that has none.
      topologySpreadConstraints: [
        { topologyKey: "kubernetes.io/hostname", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", ...pods },
      ],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: "topology.kubernetes.io/zone", ...pods } },
          ],
        },
      },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      volumes: [{ name: "tmp", emptyDir: { sizeLimit: "16Mi" } }],
    });
  });

  it("has the labels of every object, and its version", async () => {
    const { metadata } = await templateOf({ version: "v7" });
    expect(metadata).toEqual({ labels: { ...LABELS, "app.kubernetes.io/version": "v7" } });
  });

  it("runs as the workload's user", async () => {
    const { securityContext } = await podOf({ user: 1234 });
    expect(securityContext).toMatchObject({ runAsUser: 1234, runAsGroup: 1234 });
  });

  it("runs in the workload's group", async () => {
    expect(await podOf({ user: 1234, group: 0 })).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 1234, runAsGroup: 0 },
    });
  });

  it("may listen below 1024 without being root", async () => {
    const sysctls = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }];
    expect(await podOf({ port: 1023 })).toMatchObject({ securityContext: { runAsUser: 65532, sysctls } });
    for (const check of ["health", "readiness"])
      expect(await podOf({ [check]: { port: 81 } })).toMatchObject({ securityContext: { sysctls } });
    const { securityContext } = await podOf({ port: 1024 });
    expect(securityContext).not.toHaveProperty("sysctls");
  });

  it("has another process 1 if the workload wants an init", async () => {
    expect(await podOf({ init: true })).toMatchObject({ shareProcessNamespace: true });
  });

  it.each([0, 30])("leaves a node that has been given up after %i seconds", async (tolerationSeconds) => {
    const { tolerations } = await podOf({ replaceSeconds: tolerationSeconds });
    expect(tolerations).toEqual([
      {
        key: "node.kubernetes.io/not-ready",
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds,
      },
      {
        key: "node.kubernetes.io/unreachable",
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds,
      },
    ]);
    expect(await podOf()).not.toHaveProperty("tolerations");
  });

  it("pulls its image with the workload's credentials", async () => {
    const registryCredentials = { server: "registry.example.com", username: "robot", password: "pass" };
    const { imagePullSecrets } = await podOf({ registryCredentials });
    expect(imagePullSecrets).toEqual([{ name: "web-registry-1a2b3c4d" }]);
  });
});

describe("the end of a pod", () => {
  it.each([2, 20, 120])("leaves the process %i seconds after SIGTERM", async (stopSeconds) => {
    const { terminationGracePeriodSeconds, containers } = await podOf({ stopSeconds });
    const { preStop } = containers[0]!["lifecycle"] as { preStop: { sleep: { seconds: number } } };
    expect(preStop).toEqual({ sleep: { seconds: 5 } });
    // The grace period begins before the pre-stop sleep:
    // https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution
    expect(Number(terminationGracePeriodSeconds) - preStop.sleep.seconds).toBe(stopSeconds);
  });
});

describe("a container", () => {
  it("is exactly this by default", async () => {
    const size = { cpu: "250m", memory: "128Mi" };
    expect(await containerOf()).toEqual({
      name: "app",
      image: IMAGE,
      imagePullPolicy: "IfNotPresent",
      ports: [{ name: "http", containerPort: 8080 }],
      env: [
        { name: "PORT", value: "8080" },
        { name: "PODIUM_ORCHESTRATOR", value: "kubernetes" },
        { name: "PODIUM_VERSION", value: "v1" },
        { name: "PODIUM_IMAGE", value: IMAGE },
        { name: "PODIUM_STOP_SECONDS", value: "20" },
        { name: "PODIUM_SECRETS", value: "" },
        { name: "PODIUM_HEALTH_PATH", value: "/healthz" },
        { name: "PODIUM_PEERS", value: "dns:web-peers:8080" },
        { name: "PODIUM_INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ],
      resources: { requests: size, limits: size },
      startupProbe: {
        httpGet: { path: "/healthz", port: "http" },
        periodSeconds: 1,
        timeoutSeconds: 2,
        failureThreshold: 60,
      },
      livenessProbe: {
        httpGet: { path: "/healthz", port: "http" },
        periodSeconds: 5,
        timeoutSeconds: 2,
        failureThreshold: 3,
      },
      readinessProbe: {
        httpGet: { path: "/readyz", port: "http" },
        periodSeconds: 2,
        timeoutSeconds: 1,
        failureThreshold: 2,
      },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    });
  });

  it.each([
    [
      { cpu: 1.37, memory: 1531 },
      { cpu: "1370m", memory: "1531Mi" },
    ],
    [
      { cpu: 0.05, memory: 32 },
      { cpu: "50m", memory: "32Mi" },
    ],
    // 1000 times this is 1000.9999999999999 in binary arithmetic.
    [
      { cpu: 1.001, memory: 65536 },
      { cpu: "1001m", memory: "65536Mi" },
    ],
  ])("has the size of the workload: %j", async (workload, size) => {
    expect(await containerOf(workload)).toMatchObject({ resources: { requests: size, limits: size } });
  });

  it("starts the configured command as it is, without Kubernetes expanding it", async () => {
    const container = await containerOf({ command: ["/app/server", "$(PORT)"], args: ["$$"] });
    expect(container).toMatchObject({ command: ["/app/server", "$$(PORT)"], args: ["$$$$"] });
    expect(await containerOf({ args: ["a"] })).not.toHaveProperty("command");
  });

  it("is stopped by the image's own signal, and says so if the workload has another", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    expect(await containerOf({ stopSignal: "SIGQUIT" })).toEqual(await containerOf());
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^podium:stopSignal has no effect: the kubelet sends .* without a word\.$/),
      expect.anything(),
    );
    warn.mockRestore();
  });

  it("has as large a /tmp as the workload wants", async () => {
    const { volumes } = await podOf({ tmp: { size: 64 } });
    expect(volumes).toEqual([{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }]);
  });

  it("has a volume for each writable folder", async () => {
    const { volumes, containers } = await podOf({ writable: ["/run", "/var/cache/app"] });
    const names = ["tmp", "writable-0", "writable-1"];
    expect(volumes).toEqual(names.map((name) => ({ name, emptyDir: { sizeLimit: "16Mi" } })));
    expect((containers as [{ volumeMounts: unknown }])[0].volumeMounts).toEqual([
      { name: "tmp", mountPath: "/tmp" },
      { name: "writable-0", mountPath: "/run" },
      { name: "writable-1", mountPath: "/var/cache/app" },
    ]);
  });

  it("is checked at another port if the workload wants it, but for its readiness", async () => {
    const elsewhere = { httpGet: { path: "/healthz", port: 9000 } };
    expect(await containerOf({ health: { port: 9000 } })).toMatchObject({
      startupProbe: elsewhere,
      livenessProbe: elsewhere,
      readinessProbe: { httpGet: { port: "http" } },
    });
  });

  it("is checked for its readiness at another port if the workload wants it", async () => {
    expect(await containerOf({ readiness: { port: 9001 } })).toMatchObject({
      livenessProbe: { httpGet: { port: "http" } },
      readinessProbe: { httpGet: { path: "/readyz", port: 9001 } },
    });
  });

  it("is checked with the headers that the workload wants", async () => {
    const [httpHeaders, others] = [[{ name: "Host", value: "a.example.com" }], [{ name: "X-A", value: "b" }]];
    const health = { headers: { Host: "a.example.com" } };
    expect(await containerOf({ health, readiness: { headers: { "X-A": "b" } } })).toMatchObject({
      startupProbe: { httpGet: { httpHeaders } },
      livenessProbe: { httpGet: { httpHeaders } },
      readinessProbe: { httpGet: { httpHeaders: others } },
    });
  });

  it("has no probe of a kind that the workload does not want", async () => {
    const unchecked = await containerOf({ health: "none" });
    expect(unchecked["startupProbe"]).toBeUndefined();
    expect(unchecked["livenessProbe"]).toBeUndefined();
    expect(unchecked["readinessProbe"]).toBeDefined();
    expect((await containerOf({ readiness: "none" }))["readinessProbe"]).toBeUndefined();
  });

  it("has a writable root file system if the workload wants one", async () => {
    expect(await containerOf({ readOnlyRootFilesystem: false })).toMatchObject({
      securityContext: { readOnlyRootFilesystem: false },
    });
  });

  it("listens on the workload's port", async () => {
    const container = await containerOf({ port: 8181 });
    expect(container).toMatchObject({ ports: [{ name: "http", containerPort: 8181 }] });
    expect(container["env"]).toContainEqual({ name: "PODIUM_PEERS", value: "dns:web-peers:8181" });
  });

  it("gets the workload's secrets from their Secret", async () => {
    const { envFrom } = await containerOf({ secrets: { API_KEY: "s3cret" } });
    expect(envFrom).toEqual([{ secretRef: { name: "web-secrets-1a2b3c4d" } }]);
  });

  it("gets the workload's environment variables as they are, without Kubernetes expanding them", async () => {
    const { env } = await containerOf({ env: { GREETING: "$(PORT) $$(PORT) costs 5$", PLAIN: "hello" } });
    expect(env).toContainEqual({ name: "GREETING", value: "$$(PORT) $$$$(PORT) costs 5$$" });
    expect(env).toContainEqual({ name: "PLAIN", value: "hello" });
  });

  it("has the instance's name once, even if the workload sets it", async () => {
    const { env } = await containerOf({ env: { PODIUM_INSTANCE: "mine" } });
    const instance = (env as { name: string }[]).filter(({ name }) => name === "PODIUM_INSTANCE");
    expect(instance).toEqual([{ name: "PODIUM_INSTANCE", value: "mine" }]);
  });
});
