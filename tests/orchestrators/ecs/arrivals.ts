import { inputsOf, type Reader, toRecord } from "../arrivals";

interface Container {
  environment: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  entryPoint?: string[];
  command?: string[];
  healthCheck?: { command: string[]; startPeriod: number };
  linuxParameters: { tmpfs: { containerPath: string; size: number; mountOptions: string[] }[] };
  cpu: number;
  memory: number;
}

export const arrived: Reader = (resources) => {
  const [task] = inputsOf<{ containerDefinitions: string }>(resources, ":TaskDefinition");
  const [container] = JSON.parse(task!.containerDefinitions) as [Container];
  const [service] = inputsOf<{ desiredCount: number; healthCheckGracePeriodSeconds: number }>(
    resources.filter(({ type }) => type.startsWith("aws:ecs/")),
    ":Service",
  );
  const stored = Object.assign(
    {},
    ...inputsOf<{ secretString: string }>(resources, ":SecretVersion").map(
      ({ secretString }) => JSON.parse(secretString) as object,
    ),
  ) as Record<string, string>;
  const [targets] = inputsOf<{ healthCheck: { port: string } }>(resources, ":TargetGroup");
  return {
    env: toRecord(container.environment),
    secrets: Object.fromEntries((container.secrets ?? []).map(({ name }) => [name, stored[name]!])),
    healthCommand: container.healthCheck?.command.slice(1),
    checks: { health: container.healthCheck && true },
    readinessPort: Number(targets!.healthCheck.port) || undefined,
    command: container.entryPoint,
    args: container.command,
    startSeconds: container.healthCheck?.startPeriod ?? service!.healthCheckGracePeriodSeconds,
    folders: Object.fromEntries(
      container.linuxParameters.tmpfs.map(({ containerPath, size, mountOptions }) => [
        containerPath,
        { size, exec: !mountOptions.includes("noexec") },
      ]),
    ),
    instances: service!.desiredCount,
    cpu: container.cpu / 1024,
    memory: container.memory,
  };
};
