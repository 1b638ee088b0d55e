import { inputsOf, type Reader } from "../arrivals";

interface App {
  app: { env: Record<string, string>; instances: number; cpus: number; mem: number };
}

export const arrived: Reader = (resources) => {
  const [{ app }] = inputsOf<App>(resources, ":App") as [App];
  // Secrets are variables like others.
  return { env: app.env, secrets: app.env, instances: app.instances, cpu: app.cpus, memory: app.mem };
};
