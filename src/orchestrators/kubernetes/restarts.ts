import type { RestartRules } from "../restarts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

export const restarts: RestartRules = {
  all: [
    {
      type: DEPLOYMENT,
      path: /^spec\.template\./,
      because: "the pod template changes, and each template has a ReplicaSet of its own",
    },
    {
      type: "kubernetes:core/v1:Secret",
      because: "an immutable Secret with other content is another one, which the pod template names",
    },
  ],
  number: [{ type: DEPLOYMENT, path: /^spec\.replicas$/, because: "the ReplicaSet only changes its size" }],
  source: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment",
};
