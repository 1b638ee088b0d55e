import type { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { TaskDefinition } from "@pulumi/aws/ecs/taskDefinition";
import type { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentArgs } from "../../program/deployment";
import { environment, healthCommand } from "../../program/environment";
import { hasPrivilegedPort } from "../../workload/ports";
import type { Tmp } from "../../workload/workload";
import { containerCheck, startSecondsOf } from "./checks";
import type { Roles } from "./roles";
import { valueFrom } from "./secrets";
import { fargateSize } from "./size";

/** The container's name in the task. */
export const CONTAINER = "app";

export interface TaskArgs extends DeploymentArgs {
  cpuArchitecture: "X86_64" | "ARM64";
  region: pulumi.Input<string>;
  logGroup: LogGroup;
  roles: Roles;
  secrets?: SecretVersion;
  registryLogin?: SecretVersion;
  /** Where a task finds the others, as `PODIUM_PEERS`; undefined without Cloud Map. */
  peers?: string;
}

/** The template of each task. A changed one is a new revision, to which the service replaces its tasks. */
export function makeTaskDefinition(name: string, args: TaskArgs, options: pulumi.CustomResourceOptions) {
  const { workload, cpuArchitecture, roles } = args;
  const { cpu, memory } = fargateSize(workload.cpu, workload.memory);
  return new TaskDefinition(
    name,
    {
      family: workload.name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture },
      cpu: String(cpu),
      memory: String(memory),
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      containerDefinitions: pulumi.jsonStringify([container(args)]),
    },
    options,
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html */
const tmpfs = (containerPath: string, { size, exec }: Tmp) => ({
  containerPath,
  size,
  mountOptions: ["mode=1777", "nosuid", "nodev", exec ? "exec" : "noexec"],
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
function container(args: TaskArgs) {
  const { workload, image, region, logGroup, secrets, registryLogin, peers } = args;
  const { port, user, group } = workload;
  const check = healthCommand(args);
  return {
    name: CONTAINER,
    image,
    repositoryCredentials: registryLogin && { credentialsParameter: registryLogin.arn },
    essential: true,
    entryPoint: workload.command,
    command: workload.args,
    cpu: Math.round(workload.cpu * 1024),
    memory: workload.memory,
    portMappings: [{ containerPort: port, hostPort: port, protocol: "tcp" }],
    environment: environment("ecs", { workload, image }, peers ? { PODIUM_PEERS: peers } : {}).apply((all) =>
      Object.entries(all).map(([name, value]) => ({ name, value })),
    ),
    secrets:
      secrets && Object.keys(workload.secrets).map((name) => ({ name, valueFrom: valueFrom(secrets, name) })),
    // ECS ignores the health check of the image. Without a command, the load balancer's check alone decides.
    healthCheck: workload.health && check && containerCheck(workload.health, check, startSecondsOf(workload)),
    stopTimeout: workload.stopSeconds,
    user: `${user}:${group}`,
    readonlyRootFilesystem: workload.readOnlyRootFilesystem,
    // Otherwise only root may listen there. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html
    systemControls: hasPrivilegedPort(workload)
      ? [{ namespace: "net.ipv4.ip_unprivileged_port_start", value: "0" }]
      : undefined,
    linuxParameters: {
      capabilities: { drop: ["ALL"] },
      initProcessEnabled: workload.init || undefined,
      // On Fargate, a volume would belong to root: https://github.com/aws/containers-roadmap/issues/938
      tmpfs: [
        tmpfs("/tmp", workload.tmp),
        ...workload.writable.map((folder) => tmpfs(folder, { ...workload.tmp, exec: false })),
      ],
    },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": region,
        "awslogs-stream-prefix": CONTAINER,
        // The service must not block because its log does.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
  };
}
