import type { RestartRules } from "../restarts";

const GROUP = "azure-native:containerinstance:ContainerGroup";

export const restarts: RestartRules = {
  all: [
    {
      type: GROUP,
      kind: "changed",
      because: "an update of a container group restarts all that is in it, or makes the group anew",
    },
  ],
  number: [{ type: GROUP, because: "a group more or less leaves the others alone" }],
  source: "https://learn.microsoft.com/azure/container-instances/container-instances-update",
};
