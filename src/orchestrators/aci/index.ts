import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";

export const aci: Orchestrator = {
  title: "Azure Container Instances",
  cloud: true,
  concepts: {
    instance: "container group",
    controller: "none: each group is a resource of its own",
    endpoint: "a public address for each group",
    scheduler: "Azure Resource Manager",
    update: "restart in place",
    discovery: "none",
  },
  fidelity,
  engine,
};
