import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import * as pulumi from "@pulumi/pulumi";
import { REGION_TAG } from "./names";

export interface Roles {
  /** What ECS itself may do to start a task. */
  execution: Role;
  executionPolicy: RolePolicy;
  /** What the service inside may do: nothing. */
  task: Role;
}

export interface RolesArgs {
  image: pulumi.Input<string>;
  region: pulumi.Input<string>;
  logGroupArn: pulumi.Input<string>;
  /** ARNs of all secrets that a task needs to start. */
  secrets: pulumi.Input<string>[];
}

interface Statement {
  Effect: "Allow";
  Action: string[];
  Resource: pulumi.Input<string> | pulumi.Input<string>[];
}

const allow = (Action: string[], Resource: Statement["Resource"]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

const ASSUMED_BY_TASKS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } },
  ],
});

/** Two roles, since what runs in a task does not need the permissions to start it. */
export function makeRoles(name: string, args: RolesArgs, options: pulumi.CustomResourceOptions): Roles {
  const role = (suffix: string, description: string) =>
    new Role(
      `${name}-${suffix}`,
      { description, assumeRolePolicy: ASSUMED_BY_TASKS, tags: { [REGION_TAG]: args.region } },
      options,
    );
  const execution = role("execution", "Starts the tasks: pulls the image, writes logs, reads secrets");
  const executionPolicy = new RolePolicy(
    `${name}-execution`,
    { role: execution.name, policy: executionDocument(args) },
    options,
  );
  return {
    execution,
    executionPolicy,
    task: role("task", "What the service itself may do on AWS: nothing"),
  };
}

function executionDocument({ image, logGroupArn, secrets }: RolesArgs): pulumi.Output<string> {
  const logs = allow(
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    pulumi.interpolate`${logGroupArn}:log-stream:*`,
  );
  const reading = secrets.length ? [allow(["secretsmanager:GetSecretValue"], secrets)] : [];
  const pulling = pulumi.output(image).apply(pullStatements);
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: pulling.apply((statements) => [...statements, logs, ...reading]),
  });
}

/** Only a private registry of AWS requires permissions; others have their own logins, or none. */
function pullStatements(image: string): Statement[] {
  const repository = ecrRepository(image);
  if (!repository) return [];
  return [
    // AWS allows no narrower resource for it.
    allow(["ecr:GetAuthorizationToken"], "*"),
    allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], repository),
  ];
}

/** The ARN of the repository that an image comes from, if that is in Amazon's Elastic Container Registry. */
function ecrRepository(image: string): string | undefined {
  const found = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/([^@:]+)/.exec(image);
  if (!found) return undefined;
  const [, account, region = "", china, repository] = found;
  const partition = china ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
}
