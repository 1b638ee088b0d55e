import { stackFolder } from "../../common/paths";
import { parseSettings } from "../../workload/settings";
import type { Orchestrator } from "../orchestrator";
import { connectionOf } from "./connection";
import { fidelity } from "./fidelity";
import { policies } from "./policies";
import { restarts } from "./restarts";
import { settings } from "./settings";

export const ecs: Orchestrator = {
  title: "Amazon ECS",
  cloud: true,
  stack: stackFolder("ecs"),
  folder: __dirname,
  concepts: {
    instance: "task",
    controller: "service",
    endpoint: "Application Load Balancer",
    scheduler: "Fargate",
    node: "none to see: Fargate shows only the availability zone",
    update: "rolling deployment with a circuit breaker",
    discovery: "Cloud Map",
    kill: "StopTask: SIGTERM, then SIGKILL after the stop timeout; in MiniStack, SIGKILL to the container",
  },
  fidelity,
  settings,
  restarts,
  policies,
  // Whole documents are built from these: a task definition names its image and secrets, a role's policy the log group.
  plannedOutputs: {
    "aws:ecr/repository:Repository": (name) => ({
      registryId: `(registry of ${name})`,
      repositoryUrl: `(URL of ${name})`,
    }),
    "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: `(ARN of ${name})` }),
    "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({
      arn: `(ARN of ${name})`,
      versionId: `(version of ${name})`,
    }),
  },
  itemNames: ["name"],
  connectionOf: (config) => connectionOf(parseSettings("podium-ecs", settings, config)),
  connect: async (connection) => (await import("./engine")).connect(connection),
};
