import { stackFolder } from "../../common/paths";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const serviceFabric: Orchestrator = {
  title: "Azure Service Fabric",
  cloud: false,
  stack: stackFolder("service-fabric"),
  folder: __dirname,
  concepts: {
    instance: "stateless instance, a code package on a node",
    controller: "service",
    endpoint: "a fixed port of each node that has an instance, behind a load balancer",
    scheduler: "Cluster Resource Manager",
    node: "node, in a fault domain",
    update: "monitored application upgrade, by upgrade domains",
    discovery: "Naming Service, DNS service",
    kill: "restart of the code package, which aborts its process",
  },
  fidelity,
  settings,
  restarts,
  policies,
  itemNames: ["Name", "Type"],
  processes: [/^(\S*\/)?(FabricHost|Fabric|FabricGateway|Fabric\w*Service)(\.exe)?( |$)/],
  connectionOf: (config) => connectionOf(parseSettings("podium-service-fabric", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
