import type { RestartRules } from "../restarts";

export const restarts: RestartRules = {
  all: [
    {
      type: "docker:index/service:Service",
      because:
        "Swarm replaces tasks whose specification or endpoint is another one, and Pulumi's provider hands over the " +
        "variables in another order with each change, scaling included",
    },
    {
      type: "docker:index/secret:Secret",
      because: "a secret of Swarm cannot change: it is another one, which the tasks' specification names",
    },
    { type: "docker:index/network:Network", because: "a network is made anew, and the service with it" },
  ],
  number: [],
  source: "https://github.com/moby/swarmkit/blob/master/manager/orchestrator/task.go (IsTaskDirty)",
};
