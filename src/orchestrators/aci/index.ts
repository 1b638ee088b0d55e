import { stackFolder } from "../../common/paths";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const aci: Orchestrator = {
  title: "Azure Container Instances",
  cloud: true,
  stack: stackFolder("aci"),
  folder: __dirname,
  concepts: {
    instance: "container group",
    controller: "none: Pulumi creates each group",
    endpoint: "none shared: each group has a public name",
    scheduler: "Azure Resource Manager",
    node: "none to see: Azure shows a group's zone at most",
    update: "restart in place, one group after the other, in Pulumi's order",
    discovery: "numbered public DNS names",
    kill: "restart of the group, possibly with SIGTERM first",
  },
  fidelity,
  settings,
  restarts,
  policies,
  itemNames: ["name"],
  connectionOf: (config) => connectionOf(parseSettings("podium-aci", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
