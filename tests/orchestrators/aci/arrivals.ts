import { inputsOf, type Reader, toRecord } from "../arrivals";

interface Header {
  name: string;
  value: string;
}

interface Group {
  containers: [
    {
      command?: string[];
      environmentVariables: { name: string; value?: string; secureValue?: string }[];
      resources: { limits: { cpu: number; memoryInGB: number } };
      volumeMounts?: { mountPath: string }[];
      livenessProbe?: { initialDelaySeconds: number; httpGet: { port: number; httpHeaders?: Header[] } };
      readinessProbe?: { httpGet: { port: number; httpHeaders?: Header[] } };
    },
  ];
}

export const arrived: Reader = (resources) => {
  const groups = inputsOf<Group>(resources, ":ContainerGroup");
  const [container] = groups[0]!.containers;
  const {
    command,
    environmentVariables: all,
    resources: needs,
    livenessProbe,
    volumeMounts = [],
  } = container;
  const of = (key: "value" | "secureValue") =>
    toRecord(all.flatMap(({ name, [key]: value }) => (value === undefined ? [] : [{ name, value }])));
  return {
    env: of("value"),
    secrets: of("secureValue"),
    // One command line, which replaces both.
    command,
    args: undefined,
    checks: { health: livenessProbe !== undefined, readiness: container.readinessProbe !== undefined },
    headers: {
      health: toRecord(livenessProbe?.httpGet.httpHeaders ?? []),
      readiness: toRecord(container.readinessProbe?.httpGet.httpHeaders ?? []),
    },
    healthPort: livenessProbe?.httpGet.port,
    readinessPort: container.readinessProbe?.httpGet.port,
    startSeconds: livenessProbe?.initialDelaySeconds,
    folders: Object.fromEntries(volumeMounts.map(({ mountPath }) => [mountPath, { exec: true }])),
    instances: groups.length,
    cpu: needs.limits.cpu,
    memory: needs.limits.memoryInGB * 1024,
  };
};
