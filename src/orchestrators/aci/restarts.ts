import type { RestartRules } from "../restarts";

const GROUP = "azure-native:containerinstance:ContainerGroup";

export const restarts: RestartRules = {
  all: [
    {
      type: GROUP,
      kind: "changed",
      because: "an update of a container group restarts everything in it, or recreates the group",
    },
  ],
  number: [{ type: GROUP, because: "adding or removing a group does not affect the others" }],
  source: "https://learn.microsoft.com/azure/container-instances/container-instances-update",
};
