import { inputsOf, type Reader } from "../arrivals";

interface App {
  app: {
    env: Record<string, string>;
    args?: string[];
    container: { docker: { parameters: { key: string; value: string }[] } };
    healthChecks: [{ gracePeriodSeconds: number }];
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
    startSeconds: app.healthChecks[0].gracePeriodSeconds,
    instances: app.instances,
    cpu: app.cpus,
    memory: app.mem,
  };
};
