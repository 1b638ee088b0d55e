import type { RestartRules } from "../restarts";

const SERVICE = "aws:ecs/service:Service";

export const restarts: RestartRules = {
  all: [
    {
      type: "aws:ecs/taskDefinition:TaskDefinition",
      because: "the task definition gets a new revision, which the service then deploys",
    },
    {
      // The task definition names the registry's login without a version, so only tasks started later use a new one.
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: /-secrets$/,
      because: "the task definition names the secret's version",
    },
    {
      type: SERVICE,
      path: /^(loadBalancers|networkConfiguration|platformVersion|launchType|cluster|name)\b/,
      because: "the service starts a new deployment",
    },
  ],
  number: [{ type: SERVICE, path: /^desiredCount$/, because: "a new count starts no new deployment" }],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html",
};
