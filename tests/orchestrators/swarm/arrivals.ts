import { inputsOf, type Reader, REPLACED } from "../arrivals";

interface Mount {
  target: string;
  tmpfsOptions?: { sizeBytes: number };
  volumeOptions?: { driverOptions: { o: string } };
}

interface Service {
  mode: { replicated: { replicas: number } };
  taskSpec: {
    containerSpec: {
      commands?: string[];
      args?: string[];
      env: Record<string, string>;
      secrets: { fileName: string }[];
      mounts: Mount[];
      healthcheck: { tests: string[]; startPeriod?: string };
    };
    resources: { limits: { nanoCpus: number; memoryBytes: number } };
  };
}

/** Go's templates: https://docs.docker.com/reference/cli/docker/service/create/#template */
const expanded = (value: string) =>
  value.replace(/{{"{{"}}|{{.*?}}|{{/gs, (found) => (found === '{{"{{"}}' ? "{{" : REPLACED));

/** Of a duration in Go's notation. */
const secondsOf = (text: string) =>
  [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * { h: 3600, m: 60, s: 1 }[unit as "h" | "m" | "s"],
    0,
  );

export const arrived: Reader = (resources) => {
  const [{ mode, taskSpec }] = inputsOf<Service>(resources, ":Service") as [Service];
  const { commands, args, env, secrets, healthcheck, mounts } = taskSpec.containerSpec;
  const stored = inputsOf<{ data: string }>(resources, ":Secret");
  return {
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, expanded(value)])),
    secrets: Object.fromEntries(
      secrets.map(({ fileName }, index) => [fileName, Buffer.from(stored[index]!.data, "base64").toString()]),
    ),
    healthCommand: healthcheck.tests.slice(1),
    checks: {},
    command: commands,
    args,
    startSeconds: healthcheck.startPeriod === undefined ? undefined : secondsOf(healthcheck.startPeriod),
    folders: Object.fromEntries(
      mounts.map(({ target, tmpfsOptions, volumeOptions }) => [
        target,
        tmpfsOptions
          ? { size: tmpfsOptions.sizeBytes / 2 ** 20, exec: false }
          : { size: Number(/size=(\d+)m/.exec(volumeOptions!.driverOptions.o)![1]), exec: true },
      ]),
    ),
    instances: mode.replicated.replicas,
    cpu: taskSpec.resources.limits.nanoCpus / 1e9,
    memory: taskSpec.resources.limits.memoryBytes / 2 ** 20,
  };
};
