import { describe, expect, it } from "vitest";
import { KubernetesDeployment } from "../../../src/orchestrators/kubernetes/deployment";
import { labelsOf } from "../../../src/orchestrators/kubernetes/labels";
import { record } from "../../../src/plan/record";
import { IMAGE, resourcesOf, Secret, workloadOf } from "../../program";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

const deploy = (changes = {}, serviceType: "NodePort" | "LoadBalancer" = "NodePort") =>
  resourcesOf(
    () =>
      new KubernetesDeployment("web", {
        workload: workloadOf({ publicPort: 30080, ...changes }),
        image: IMAGE,
        serviceType,
        nodeHost: "localhost",
      }),
  );

describe("the Kubernetes deployment", () => {
  it("makes exactly these resources", async () => {
    const { types } = await deploy();
    expect(types.sort()).toEqual(
      [
        "podium:kubernetes:Deployment",
        "kubernetes:core/v1:Namespace",
        "kubernetes:core/v1:ServiceAccount",
        DEPLOYMENT,
        "kubernetes:core/v1:Service",
        "kubernetes:core/v1:Service",
        "kubernetes:policy/v1:PodDisruptionBudget",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      ].sort(),
    );
  });

  it("replaces one pod at a time, the new one first", async () => {
    const { spec } = (await deploy()).only(DEPLOYMENT) as { spec: Record<string, unknown> };
    expect(spec).toMatchObject({
      replicas: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      progressDeadlineSeconds: 120,
    });
  });

  it("stops an old pod first where nothing may run in excess", async () => {
    const { spec } = (await deploy({ update: { surge: 0, parallelism: 2 } })).only(DEPLOYMENT);
    expect(spec).toMatchObject({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } } });
  });

  it("leaves the number of pods to the autoscaler where there is one", async () => {
    const resources = await deploy({ autoscaling: { min: 2, max: 6, cpuPercent: 70 } });
    expect(resources.only(DEPLOYMENT)["spec"]).not.toHaveProperty("replicas");
    expect(resources.only("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")["spec"]).toMatchObject({
      minReplicas: 2,
      maxReplicas: 6,
    });
  });

  it("says of every object, and of every pod, who has made it", async () => {
    const made = {
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/managed-by": "podium",
      "podium-stack": "dev",
    };
    const { all } = await deploy({
      secrets: { API_KEY: "s3cret" },
      autoscaling: { min: 2, max: 6, cpuPercent: 70 },
    });
    const objects = all.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects).toHaveLength(9);
    for (const { inputs } of objects) expect(inputs).toMatchObject({ metadata: { labels: made } });
    const { spec } = objects.find(({ type }) => type === DEPLOYMENT)!.inputs;
    expect(spec).toMatchObject({
      selector: { matchLabels: { "app.kubernetes.io/name": "web" } },
      template: { metadata: { labels: { ...made, "app.kubernetes.io/version": "v1" } } },
    });
  });

  it.each([
    ["_feature.", "feature"],
    ["a".repeat(62) + "-b", "a".repeat(62)],
  ])("writes the stack %s as Kubernetes allows", async (stack, value) => {
    const { result } = await record({ project: "test", stack }, () => labelsOf(workloadOf()));
    expect(result["podium-stack"]).toBe(value);
  });

  it("spreads pods over zones and nodes, and takes what there is", async () => {
    const pod = podOf((await deploy()).only(DEPLOYMENT));
    const constraint = {
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: { "app.kubernetes.io/name": "web" } },
    };
    expect(pod.topologySpreadConstraints).toEqual([
      { topologyKey: "topology.kubernetes.io/zone", ...constraint },
      { topologyKey: "kubernetes.io/hostname", ...constraint },
    ]);
  });

  it("runs as no root, read-only, without capabilities and without a token for the API", async () => {
    const resources = await deploy();
    const pod = podOf(resources.only(DEPLOYMENT));
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(pod.containers[0]).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    });
    expect(pod).not.toHaveProperty("imagePullSecrets");
  });

  it("keeps secrets out of the pod's specification, and encrypted", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
    const secret = resources.only("kubernetes:core/v1:Secret");
    expect(secret).toMatchObject({ immutable: true, stringData: new Secret({ API_KEY: "s3cret" }) });
    // Without a name of its own it gets a new one with each content, and so do the pods.
    expect(secret["metadata"]).not.toHaveProperty("name");
    expect(JSON.stringify(resources.only(DEPLOYMENT))).not.toContain("s3cret");
  });

  it("keeps Kubernetes from expanding a user's variables", async () => {
    const env = { GREETING: "$(PORT) $$(PORT) costs 5$", PLAIN: "hello" };
    const [container] = podOf((await deploy({ env })).only(DEPLOYMENT)).containers;
    expect(container!["env"]).toEqual(
      expect.arrayContaining([
        { name: "GREETING", value: "$$(PORT) $$$$(PORT) costs 5$$" },
        { name: "PLAIN", value: "hello" },
      ]),
    );
  });

  it("tells a pod its name once, and in the user's words where there are some", async () => {
    const instance = async (env: Record<string, string>) => {
      const [container] = podOf((await deploy({ env })).only(DEPLOYMENT)).containers;
      return (container!["env"] as { name: string }[]).filter(({ name }) => name === "PODIUM_INSTANCE");
    };
    expect(await instance({})).toEqual([
      { name: "PODIUM_INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    ]);
    expect(await instance({ PODIUM_INSTANCE: "mine" })).toEqual([{ name: "PODIUM_INSTANCE", value: "mine" }]);
  });

  it("refuses a port that nodes do not open", async () => {
    await expect(deploy({ publicPort: 8080 })).rejects.toThrow(
      /podium:publicPort is 8080; allowed is 30000 to 32767/,
    );
    await expect(deploy({ publicPort: 8080 }, "LoadBalancer")).resolves.toBeDefined();
  });
});

interface Pod {
  containers: Record<string, unknown>[];
  topologySpreadConstraints: unknown[];
}
const podOf = (inputs: Record<string, unknown>) =>
  (inputs as { spec: { template: { spec: Pod } } }).spec.template.spec;
