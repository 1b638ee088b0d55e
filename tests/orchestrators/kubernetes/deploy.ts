import type { ComponentResourceOptions, CustomResourceOptions } from "@pulumi/pulumi";
import { KubernetesDeployment, type KubernetesArgs } from "../../../src/orchestrators/kubernetes/deployment";
import { record } from "../../../src/plan/record";
import type { WorkloadInput } from "../../../src/workload/schema";
import { IMAGE, Resources, workloadOf } from "../../program";
import { kit } from "./kit";

export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const SERVICE = "kubernetes:core/v1:Service";
export const SECRET = "kubernetes:core/v1:Secret";
export const AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

/** The labels of every object. */
export const LABELS = {
  "app.kubernetes.io/name": "web",
  "app.kubernetes.io/managed-by": "podium",
  "podium-stack": "dev",
};
export const METADATA = { name: "web", namespace: "web", labels: LABELS };

/** The component for the workload `web`, with these changes. */
export const build = (
  workload: WorkloadInput = {},
  args: Partial<KubernetesArgs> = {},
  options?: ComponentResourceOptions,
) =>
  new KubernetesDeployment(
    "web",
    {
      workload: workloadOf({ publicPort: 30080, ...workload }),
      image: IMAGE,
      isSample: true,
      serviceType: "NodePort",
      nodeHosts: ["node.example.com"],
      target: { kubeconfig: "/kubeconfig", context: "lab", server: "https://lab:6443" },
      ...args,
    },
    options,
  );

/** Its resources, and itself. */
export async function deploy(...changes: Parameters<typeof build>) {
  const recording = { project: "test", outputs: kit.answers };
  const { resources, result } = await record(recording, () => build(...changes));
  return { resources: new Resources(resources), component: result };
}

/** The options of its objects, by type and name. */
export async function optionsOf(workload: WorkloadInput): Promise<Map<string, CustomResourceOptions>> {
  const all = new Map<string, CustomResourceOptions>();
  await deploy(
    workload,
    {},
    {
      transformations: [
        ({ type, name, opts }) => {
          if (type.startsWith("kubernetes:")) all.set(`${type} ${name}`, opts);
          return undefined;
        },
      ],
    },
  );
  return all;
}
