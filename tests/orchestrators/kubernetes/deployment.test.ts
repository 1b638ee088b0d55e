import { describe, expect, it } from "vitest";
import { labelsOf } from "../../../src/orchestrators/kubernetes/labels";
import { record } from "../../../src/plan/record";
import { valueOf } from "../../outputs";
import { IMAGE, Secret, workloadOf } from "../../program";
import {
  AUTOSCALER,
  build,
  deploy,
  DEPLOYMENT,
  LABELS,
  METADATA,
  optionsOf,
  SECRET,
  SERVICE,
} from "./deploy";

const EVERYTHING = {
  secrets: { API_KEY: "s3cret" },
  registryCredentials: { server: "registry.example.com:5000", username: "robot", password: "pass" },
  autoscaling: { min: 2, max: 6, cpuPercent: 70 },
};
const selector = { matchLabels: { "app.kubernetes.io/name": "web" } };

describe("the Kubernetes deployment", () => {
  it("creates exactly these resources", async () => {
    const { resources } = await deploy();
    expect(resources.types.sort()).toEqual(
      [
        "podium:kubernetes:Deployment",
        "pulumi:providers:kubernetes",
        "kubernetes:core/v1:Namespace",
        "kubernetes:core/v1:ServiceAccount",
        DEPLOYMENT,
        SERVICE,
        SERVICE,
        "kubernetes:policy/v1:PodDisruptionBudget",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      ].sort(),
    );
  });

  it("has outputs that say where and what it is", async () => {
    const { component } = await deploy();
    expect(component.orchestrator).toBe("kubernetes");
    expect(await valueOf(component.endpoints)).toEqual(["http://node.example.com:30080"]);
    expect(await valueOf(component.reference)).toBe("web/web");
    expect(await valueOf(component.wanted)).toEqual({
      image: IMAGE,
      version: "v1",
      isSample: true,
      readinessPath: "/readyz",
      min: 2,
      max: 2,
    });
    expect(await valueOf(component.connection)).toEqual({
      kubeconfig: "/kubeconfig",
      context: "lab",
      server: "https://lab:6443",
    });
  });
});

describe("the provider", () => {
  const inputsFor = async (target: Parameters<typeof build>[1]) =>
    (await deploy({}, target)).resources.only("pulumi:providers:kubernetes");

  it("keeps to the cluster by its kubeconfig file and context", async () => {
    const target = { kubeconfig: "/kubeconfig", context: "lab" };
    expect(await inputsFor({ target })).toEqual(target);
  });

  it("keeps to a configured kubeconfig file without a context, rather than fall back to another file", async () => {
    const target = { kubeconfig: "/kubeconfig" };
    expect(await inputsFor({ target })).toEqual(target);
  });

  it("reads KUBECONFIG on its own if that lists several files", async () => {
    const target = { kubeconfig: "/one:/two", context: "lab" };
    expect(await inputsFor({ target })).toEqual({ kubeconfig: "", context: "lab" });
  });

  it("creates every object", async () => {
    const all = await optionsOf(EVERYTHING);
    expect(all.size).toBe(10);
    const urns = [...all.values()].map(({ provider }) => valueOf(provider!.urn));
    const [only, ...others] = new Set(await Promise.all(urns));
    expect(others).toEqual([]);
    expect(only).toMatch(/pulumi:providers:kubernetes::web$/);
  });
});

describe("the namespace", () => {
  it("enforces the restricted Pod Security Standard", async () => {
    const { resources } = await deploy();
    expect(resources.only("kubernetes:core/v1:Namespace")).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "web", labels: { ...LABELS, "pod-security.kubernetes.io/enforce": "restricted" } },
    });
  });

  it("has a service account whose token is not mounted", async () => {
    const { resources } = await deploy();
    expect(resources.only("kubernetes:core/v1:ServiceAccount")).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: METADATA,
      automountServiceAccountToken: false,
    });
  });

  it("lets clients reach only the workload's port", async () => {
    const { resources } = await deploy();
    expect(resources.only("kubernetes:networking.k8s.io/v1:NetworkPolicy")).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: METADATA,
      spec: {
        podSelector: selector,
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ protocol: "TCP", port: "http" }] }],
      },
    });
  });

  it("lets a drain of nodes evict one pod at a time", async () => {
    const { resources } = await deploy();
    expect(resources.only("kubernetes:policy/v1:PodDisruptionBudget")).toEqual({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: METADATA,
      spec: { maxUnavailable: 1, selector },
    });
  });
});

describe("the Deployment", () => {
  it("replaces one pod at a time, the new one first", async () => {
    const { resources } = await deploy();
    expect(resources.only(DEPLOYMENT)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      // Pulumi takes over what an autoscaler, or `kubectl scale`, has changed.
      metadata: { ...METADATA, annotations: { "pulumi.com/patchForce": "true" } },
      spec: {
        replicas: 2,
        selector,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        minReadySeconds: 0,
        progressDeadlineSeconds: 120,
        revisionHistoryLimit: 2,
        template: expect.anything(),
      },
    });
  });

  it.each([
    [
      { parallelism: 2, surge: 0 },
      { maxSurge: 0, maxUnavailable: 2 },
    ],
    [
      { parallelism: 3, surge: 1 },
      { maxSurge: 1, maxUnavailable: 2 },
    ],
    [
      { parallelism: 1, surge: 5 },
      { maxSurge: 1, maxUnavailable: 0 },
    ],
  ])("expresses the update %j", async (update, rollingUpdate) => {
    const { spec } = (await deploy({ update })).resources.only(DEPLOYMENT);
    expect(spec).toMatchObject({ strategy: { rollingUpdate } });
  });

  it.each([
    // 120 seconds, and 30 for the start and 5 + 20 for the stop of each batch.
    [{ replicas: 2 }, "230s"],
    [{ replicas: 10 }, "670s"],
    [{ replicas: 10, update: { parallelism: 3 } }, "340s"],
    [{ replicas: 10, stopSeconds: 120 }, "1670s"],
    // 270 more without progress, and for each batch.
    [{ replicas: 2, startSeconds: 300 }, "1040s"],
    // The autoscaler's maximum.
    [{ replicas: 2, autoscaling: { min: 2, max: 40, cpuPercent: 70 } }, "2320s"],
  ])("has time to replace all pods, at most: %j", async (workload, timeout) => {
    const options = (await optionsOf(workload)).get(`${DEPLOYMENT} web`);
    expect(options?.customTimeouts).toEqual({ create: timeout, update: timeout });
  });

  it("leaves the number of pods to the autoscaler, if any", async () => {
    const { resources, component } = await deploy(EVERYTHING);
    expect(resources.only(DEPLOYMENT)["spec"]).not.toHaveProperty("replicas");
    expect(resources.only(AUTOSCALER)).toEqual({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: METADATA,
      spec: {
        minReplicas: 2,
        maxReplicas: 6,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
        ],
      },
    });
    expect(await valueOf(component.wanted)).toMatchObject({ min: 2, max: 6 });
  });
});

describe("the Services", () => {
  const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

  it("publish the workload on a port of every node", async () => {
    const { resources } = await deploy();
    expect(resources.only(SERVICE, "web")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...METADATA, annotations: SKIP_AWAIT },
      spec: {
        type: "NodePort",
        selector: selector.matchLabels,
        ports: [{ name: "http", port: 30080, targetPort: "http", nodePort: 30080 }],
      },
    });
  });

  it("publish the workload through a load balancer", async () => {
    const args = { serviceType: "LoadBalancer" } as const;
    const { resources } = await deploy({ publicPort: 8080 }, args);
    expect(resources.only(SERVICE, "web")).toMatchObject({
      // Pulumi waits for its address.
      metadata: METADATA,
      spec: {
        type: "LoadBalancer",
        selector: selector.matchLabels,
        ports: [{ name: "http", port: 8080, targetPort: "http" }],
      },
    });
    expect(resources.only(SERVICE, "web")).not.toHaveProperty("metadata.annotations");
  });

  it.each([
    ["http://lb.example.com:8080", [{ hostname: "lb.example.com", ip: "192.0.2.1" }]],
    ["http://192.0.2.1:8080", [{ ip: "192.0.2.1" }]],
    ["http://pending:8080", undefined],
  ])("have the load balancer's address in the endpoint %s", async (endpoint, ingress) => {
    const outputs = { [SERVICE]: () => ({ status: { loadBalancer: { ingress } } }) };
    const args = { serviceType: "LoadBalancer" } as const;
    const { result } = await record({ project: "test", outputs }, () => build({ publicPort: 8080 }, args));
    expect(await valueOf(result.endpoints)).toEqual([endpoint]);
  });

  it("resolve to every ready pod, so that pods find each other", async () => {
    const { resources } = await deploy({ port: 8181 });
    expect(resources.only(SERVICE, "web-peers")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...METADATA, name: "web-peers", annotations: SKIP_AWAIT },
      spec: {
        clusterIP: "None",
        selector: selector.matchLabels,
        ports: [{ name: "http", port: 8181, targetPort: "http" }],
      },
    });
  });

  it.each([29999, 32768])("cannot publish port %i on nodes", async (publicPort) => {
    await expect(deploy({ publicPort })).rejects.toThrow(
      "podium:publicPort must be 30000 to 32767, the ports that Kubernetes opens on its nodes " +
        `(or set serviceType to LoadBalancer), got ${publicPort}`,
    );
    await expect(deploy({ publicPort }, { serviceType: "LoadBalancer" })).resolves.toBeDefined();
  });

  it.each([30000, 32767])("can publish port %i on nodes", async (publicPort) => {
    await expect(deploy({ publicPort })).resolves.toBeDefined();
  });
});

describe("the Secrets", () => {
  // Without a fixed name, a Secret with other content gets a new name, and the pods are replaced.
  const { name: _, ...metadata } = METADATA;

  it("hold the workload's secrets, encrypted in Pulumi's state", async () => {
    const { resources } = await deploy(EVERYTHING);
    expect(resources.only(SECRET, "web-secrets")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      immutable: true,
      stringData: new Secret({ API_KEY: "s3cret" }),
    });
  });

  it("hold the login to the registry as the kubelet reads it", async () => {
    const { resources } = await deploy(EVERYTHING);
    const { stringData, ...others } = resources.only(SECRET, "web-registry") as { stringData: Secret };
    expect(others).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      immutable: true,
      type: "kubernetes.io/dockerconfigjson",
    });
    const { ".dockerconfigjson": content } = stringData.value as Record<string, string>;
    expect(JSON.parse(content!)).toEqual({
      auths: { "registry.example.com:5000": { username: "robot", password: "pass" } },
    });
  });

  it("appear nowhere else", async () => {
    const { resources } = await deploy(EVERYTHING);
    expect(JSON.stringify(resources.all)).not.toMatch(/s3cret|"pass"/);
  });
});

describe("the labels", () => {
  it.each([
    ["_feature.", "feature"],
    ["a".repeat(62) + "-b", "a".repeat(62)],
  ])("have the stack %s in a form that Kubernetes accepts", async (stack, value) => {
    const { result } = await record({ project: "test", stack }, () => labelsOf(workloadOf()));
    expect(result["podium-stack"]).toBe(value);
  });
});
