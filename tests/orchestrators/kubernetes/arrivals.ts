import { inputsOf, type Reader, REPLACED, toRecord } from "../arrivals";

interface Header {
  name: string;
  value: string;
}

interface Deployment {
  spec: {
    replicas: number;
    template: {
      spec: {
        tolerations?: { key: string; tolerationSeconds: number }[];
        volumes: { name: string; emptyDir: { sizeLimit: string } }[];
        containers: [
          {
            command?: string[];
            args?: string[];
            volumeMounts: { name: string; mountPath: string }[];
            env: { name: string; value?: string }[];
            resources: { limits: { cpu: string; memory: string } };
            startupProbe?: { periodSeconds: number; failureThreshold: number };
            livenessProbe?: { httpGet: { port: number | string; httpHeaders?: Header[] } };
            readinessProbe?: { httpGet: { port: number | string; httpHeaders?: Header[] } };
          },
        ];
      };
    };
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables */
const expanded = (value: string) =>
  value.replace(/\$\$|\$\([^)]*\)/g, (found) => (found === "$$" ? "$" : REPLACED));

export const arrived: Reader = (resources) => {
  const { replicas, template } = inputsOf<Deployment>(resources, ":Deployment").find(
    ({ spec }) => spec,
  )!.spec;
  const [container] = template.spec.containers;
  const { command, args, env, resources: needs, startupProbe, volumeMounts, livenessProbe } = container;
  const secrets = inputsOf<{ type?: string; stringData: Record<string, string> }>(resources, ":Secret");
  return {
    env: toRecord(
      env.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value: expanded(value) }])),
    ),
    secrets: secrets.find(({ type }) => !type)?.stringData ?? {},
    command: command?.map(expanded),
    args: args?.map(expanded),
    checks: { health: livenessProbe !== undefined, readiness: container.readinessProbe !== undefined },
    headers: {
      health: toRecord(livenessProbe?.httpGet.httpHeaders ?? []),
      readiness: toRecord(container.readinessProbe?.httpGet.httpHeaders ?? []),
    },
    healthPort: Number(livenessProbe?.httpGet.port) || undefined,
    readinessPort: Number(container.readinessProbe?.httpGet.port) || undefined,
    startSeconds: startupProbe && startupProbe.periodSeconds * startupProbe.failureThreshold,
    replaceSeconds: template.spec.tolerations?.find(({ key }) => key.endsWith("unreachable"))!
      .tolerationSeconds,
    folders: Object.fromEntries(
      volumeMounts.map((mount) => {
        const { emptyDir } = template.spec.volumes.find(({ name }) => name === mount.name)!;
        return [mount.mountPath, { size: parseInt(emptyDir.sizeLimit), exec: true }];
      }),
    ),
    instances: replicas,
    cpu: parseInt(needs.limits.cpu) / 1000,
    memory: parseInt(needs.limits.memory),
  };
};
