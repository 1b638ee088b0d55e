import type { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Autoscaling } from "../../workload/workload";
import type { InNamespace } from "./labels";

/** Changes a Deployment's number of pods to keep their CPU use near the wanted percentage of what they request. */
export const createAutoscaler = (
  name: string,
  { min, max, cpuPercent }: Autoscaling,
  deployment: Deployment,
  metadata: InNamespace & { name: string },
  options: CustomResourceOptions,
): HorizontalPodAutoscaler =>
  new HorizontalPodAutoscaler(
    name,
    {
      metadata,
      spec: {
        minReplicas: min,
        maxReplicas: max,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
          },
        ],
      },
    },
    options,
  );
