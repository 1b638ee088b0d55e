import { stackFolder } from "../../common/paths";
import { DOCKER_PROCESSES } from "../../docker/processes";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const nomad: Orchestrator = {
  title: "HashiCorp Nomad",
  cloud: false,
  stack: stackFolder("nomad"),
  folder: __dirname,
  concepts: {
    instance: "allocation",
    controller: "job, its task group",
    endpoint: "HAProxy, a separate job on every node",
    scheduler: "Nomad server",
    node: "client, in a datacenter",
    update: "deployment, as the update block configures it",
    discovery: "native service discovery",
    kill: "SIGKILL to the task",
    drain:
      "node drain with a deadline: allocations migrate as their `migrate` blocks say, those of system jobs stay",
    // https://developer.hashicorp.com/nomad/docs/configuration/server#heartbeat_grace
    loss: "down when its heartbeat is overdue, after 10 to 30 s in a small cluster, and its allocations are then replaced; HAProxy repeats requests elsewhere meanwhile",
  },
  fidelity,
  drains: "everything",
  settings,
  restarts,
  policies,
  itemNames: ["Name", "Label", "DestPath"],
  processes: [/^(\S*\/)?nomad agent( |$)/, ...DOCKER_PROCESSES],
  pathVariables: ["NOMAD_CACERT", "NOMAD_CAPATH", "NOMAD_CLIENT_CERT", "NOMAD_CLIENT_KEY"],
  connectionOf: (config) => connectionOf(parseSettings("podium-nomad", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
