import type { RestartRules } from "../restarts";

const SERVICE = "aws:ecs/service:Service";

export const restarts: RestartRules = {
  all: [
    {
      type: "aws:ecs/taskDefinition:TaskDefinition",
      because: "the task definition gets a new revision, and the service a new deployment of it",
    },
    {
      // The registry's login is named without its version: only the next task uses another one.
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: /-secrets$/,
      because: "the task definition names the secret's version",
    },
    {
      type: SERVICE,
      path: /^(loadBalancers|networkConfiguration|platformVersion|launchType|cluster|name)\b/,
      because: "the service gets a new deployment",
    },
  ],
  number: [{ type: SERVICE, path: /^desiredCount$/, because: "the count triggers no new deployment" }],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html",
};
