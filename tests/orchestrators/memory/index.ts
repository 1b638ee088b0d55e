import { join } from "node:path";
import type { Orchestrator } from "../../../src/orchestrators/orchestrator";
import { parseSettings } from "../../../src/workload/settings";
import { connectionOf } from "./connection";
import { APP, fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const memory: Orchestrator = {
  title: "Memory",
  cloud: false,
  stack: join(__dirname, "stack"),
  folder: __dirname,
  concepts: {
    instance: "entry",
    controller: "app",
    endpoint: "one port",
    scheduler: "the fewest entries first",
    node: "shelf",
    update: "one instance after another",
    discovery: "a name of the cluster",
    kill: "removed from memory",
  },
  fidelity,
  settings,
  restarts,
  policies,
  plannedOutputs: { [APP]: (name) => ({ id: name }) },
  itemNames: ["name"],
  processes: [/^memory( |$)/],
  connectionOf: (config) => connectionOf(parseSettings("podium-memory", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
