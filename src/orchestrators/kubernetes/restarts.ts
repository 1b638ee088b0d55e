import type { RestartRules } from "../restarts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

export const restarts: RestartRules = {
  all: [
    {
      type: DEPLOYMENT,
      path: /^spec\.template\./,
      because: "the pod template changes, and each template has its own ReplicaSet",
    },
    {
      type: "kubernetes:core/v1:Secret",
      because: "an immutable Secret with different content gets a new name, which the pod template refers to",
    },
  ],
  number: [
    { type: DEPLOYMENT, path: /^spec\.replicas$/, because: "only the size of the ReplicaSet changes" },
  ],
  source: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment",
};
