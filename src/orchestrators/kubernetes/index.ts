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
    drain: "node cordoned, and the Deployment's pods evicted as its PodDisruptionBudget allows",
    // https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats and
    // https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
    loss: "not ready after 40 to 50 s, by version: until then its pods get requests; they are replaced 300 s later",
  },
  fidelity,
  drains: "the deployment",
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
