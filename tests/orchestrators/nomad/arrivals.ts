import type { HealthCheck, JobSpec } from "../../../src/orchestrators/nomad/jobspec";
import { REGISTRY_PASSWORD } from "../../../src/orchestrators/nomad/secrets";
import { inputsOf, type Reader, REPLACED } from "../arrivals";

interface Mount {
  target: string;
  tmpfs_options?: { size: number }[];
}

/** MHz that the program takes for a core by default. */
const MHZ = 2500;

/** Templates of HCL, as far as the program uses them: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates */
const evaluated = (value: string) =>
  value.replace(/\$\{"([$%])"\}|[$%]/g, (_, sign: string | undefined) => sign ?? REPLACED);

const headersOf = (check?: HealthCheck) =>
  Object.fromEntries(Object.entries(check?.Header ?? {}).map(([name, [value]]) => [name, value!]));

export const arrived: Reader = (resources) => {
  const jobs = inputsOf<{ jobspec: string }>(resources, ":Job").map(
    ({ jobspec }) => JSON.parse(jobspec) as JobSpec,
  );
  const [group] = jobs.find(({ Type }) => Type === "service")!.TaskGroups;
  const [{ Env = {}, Meta = {}, Resources, Config, Services }] = group.Tasks;
  // `buildEnv` in https://github.com/hashicorp/nomad/blob/main/client/taskenv/env.go
  const expanded = (value: string) =>
    value.replace(/\$\{([\w.-]+)\}/g, (_, name: string) => Meta[name.replace("NOMAD_META_", "")] ?? REPLACED);
  const checkOf = (name: string) => Services[0]!.Checks.find(({ Name }) => Name === name);
  const [health, readiness] = [checkOf("health"), checkOf("readiness")];
  const portOf = (check?: HealthCheck) =>
    group.Networks[0].DynamicPorts!.find(({ Label }) => Label === check?.PortLabel)?.To;
  const [variable] = inputsOf<{ items: Record<string, string> }>(resources, ":Variable");
  const { [REGISTRY_PASSWORD]: _, ...secrets } = variable?.items ?? {};
  return {
    env: Object.fromEntries(Object.entries(Env).map(([name, value]) => [name, expanded(value)])),
    secrets,
    command: Config.entrypoint?.map(evaluated),
    args: Config.args?.map(evaluated),
    checks: { health: health !== undefined, readiness: readiness !== undefined },
    headers: { health: headersOf(health), readiness: headersOf(readiness) },
    healthPort: portOf(health),
    readinessPort: portOf(readiness),
    startSeconds: health && health.CheckRestart!.Grace / 1e9,
    folders: Object.fromEntries(
      (Config.mount as unknown as Mount[]).map(({ target, tmpfs_options: [options] = [] }) => [
        target,
        { size: options && options.size / 2 ** 20, exec: !options },
      ]),
    ),
    instances: group.Count,
    cpu: Resources.CPU / MHZ,
    memory: Resources.MemoryMB,
  };
};
