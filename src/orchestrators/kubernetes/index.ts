import { stackFolder } from "../../common/paths";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const kubernetes: Orchestrator = {
  title: "Kubernetes",
  cloud: false,
  stack: stackFolder("kubernetes"),
  folder: __dirname,
  concepts: {
    instance: "pod",
    controller: "Deployment, through a ReplicaSet",
    endpoint: "Service",
    scheduler: "kube-scheduler",
    node: "node",
    update: "rolling update",
    discovery: "Service DNS",
    kill: "pod deleted without a grace period: SIGTERM after 1 s, SIGKILL 2 s later",
  },
  fidelity,
  settings,
  restarts,
  policies,
  itemNames: ["name"],
  pathVariables: ["KUBECONFIG"],
  processes: [
    /^(\S*\/)?kube(-apiserver|-controller-manager|-scheduler|-proxy|let)?( |$)/,
    /^(\S*\/)?(k3s|k0s|etcd|kine|coredns)( |$)/,
    /^(\S*\/)?containerd( (?!.*docker)|$)/,
  ],
  connectionOf: (config) => connectionOf(parseSettings("podium-kubernetes", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
