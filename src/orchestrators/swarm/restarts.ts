import type { RestartRules } from "../restarts";

export const restarts: RestartRules = {
  all: [
    {
      type: "docker:index/service:Service",
      because:
        "Swarm replaces tasks whose specification or endpoint differs, and Pulumi's provider passes the environment " +
        "variables in another order with each change, scaling included",
    },
    {
      type: "docker:index/secret:Secret",
      because: "a Swarm secret is immutable: a new one replaces it, and the task specification names that",
    },
    { type: "docker:index/network:Network", because: "the network is recreated, and the service with it" },
  ],
  number: [],
  source: "https://github.com/moby/swarmkit/blob/master/manager/orchestrator/task.go (IsTaskDirty)",
};
