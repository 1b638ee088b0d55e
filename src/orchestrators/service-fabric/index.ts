import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const serviceFabric: Orchestrator = {
  title: "Azure Service Fabric",
  cloud: false,
  concepts: {
    instance: "stateless instance, a code package on a node",
    controller: "service",
    endpoint: "a fixed port of each node that has an instance, behind a load balancer",
    scheduler: "Cluster Resource Manager",
    update: "monitored application upgrade, by upgrade domains",
    discovery: "Naming Service, DNS service",
    kill: "restart of the code package, which aborts its process",
  },
  fidelity,
  restarts,
  engine,
};
