import { stackFolder } from "../../common/paths";
import { DOCKER_PROCESSES } from "../../docker/processes";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { bootstrap } from "./bootstrap";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const swarm: Orchestrator = {
  title: "Docker Swarm",
  cloud: false,
  stack: stackFolder("swarm"),
  folder: __dirname,
  concepts: {
    instance: "task, a container",
    controller: "service",
    endpoint: "routing mesh",
    scheduler: "swarm manager",
    node: "node",
    update: "rolling update",
    discovery: "DNS of the overlay network",
    kill: "SIGKILL to the container",
  },
  fidelity,
  settings,
  restarts,
  policies,
  itemNames: ["name"],
  processes: DOCKER_PROCESSES,
  bootstrap,
  connectionOf: (config) => connectionOf(parseSettings("podium-swarm", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
