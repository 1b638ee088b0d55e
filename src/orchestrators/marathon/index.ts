import { stackFolder } from "../../common/paths";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const marathon: Orchestrator = {
  title: "Marathon",
  cloud: false,
  stack: stackFolder("marathon"),
  folder: __dirname,
  concepts: {
    instance: "task",
    controller: "app",
    endpoint: "service port of a proxy such as marathon-lb",
    scheduler: "Marathon, on offers from Mesos",
    node: "Mesos agent",
    update: "deployment, by the upgrade strategy",
    discovery: "Mesos-DNS",
    kill: "task deleted: SIGTERM, and SIGKILL after the grace period",
  },
  fidelity,
  settings,
  restarts,
  policies,
  itemNames: ["name", "key"],
  processes: [/\bmesos-(master|agent|slave)\b/, /\bmesosphere\.marathon\b/, /\bzookeeper\b.*QuorumPeerMain/],
  connectionOf: (config) => connectionOf(parseSettings("podium-marathon", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
