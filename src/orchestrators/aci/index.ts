import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const aci: Orchestrator = {
  title: "Azure Container Instances",
  cloud: true,
  concepts: {
    instance: "container group",
    controller: "none: Pulumi makes each group",
    endpoint: "none shared: each group has a public name",
    scheduler: "Azure Resource Manager",
    update: "restart in place, one group after the other, in Pulumi's order",
    discovery: "public DNS names, numbered",
    kill: "restart of the group, perhaps with SIGTERM first",
  },
  fidelity,
  restarts,
  engine,
};
