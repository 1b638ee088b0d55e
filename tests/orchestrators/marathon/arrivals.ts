import { inputsOf, type Reader } from "../arrivals";

interface App {
  app: {
    env: Record<string, string>;
    instances: number;
    cpus: number;
    mem: number;
    args?: string[];
    container: { docker: { parameters: { key: string; value: string }[] } };
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
    instances: app.instances,
    cpu: app.cpus,
    memory: app.mem,
  };
};
