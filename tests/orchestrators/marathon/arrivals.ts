import { inputsOf, type Reader } from "../arrivals";

interface App {
  app: {
    env: Record<string, string>;
    args?: string[];
    container: {
      docker: { parameters: { key: string; value: string }[] };
      portMappings: { name: string; containerPort: number }[];
    };
    healthChecks: { gracePeriodSeconds: number; port?: number }[];
    readinessChecks: { portName: string }[];
    unreachableStrategy: { inactiveAfterSeconds: number };
    instances: number;
    cpus: number;
    mem: number;
  };
}

export const arrived: Reader = (resources) => {
  const [{ app }] = inputsOf<App>(resources, ":App") as [App];
  const entryPoint = app.container.docker.parameters.find(({ key }) => key === "entrypoint");
  return {
    env: app.env,
    // Variables like others.
    secrets: app.env,
    command: entryPoint && [entryPoint.value],
    args: app.args,
    checks: { health: app.healthChecks.length > 0, readiness: app.readinessChecks.length > 0 },
    healthPort: app.healthChecks[0]?.port,
    readinessPort: app.container.portMappings.find(({ name }) => name === app.readinessChecks[0]?.portName)
      ?.containerPort,
    startSeconds: app.healthChecks[0]?.gracePeriodSeconds,
    replaceSeconds: app.unreachableStrategy.inactiveAfterSeconds,
    folders: Object.fromEntries(
      app.container.docker.parameters
        .filter(({ key }) => key === "tmpfs")
        .map(({ value }) => {
          const [, folder, exec, size] = /^(.*):rw,(exec|noexec),nosuid,nodev,size=(\d+)m$/.exec(value)!;
          return [folder, { size: Number(size), exec: exec === "exec" }];
        }),
    ),
    instances: app.instances,
    cpu: app.cpus,
    memory: app.mem,
  };
};
