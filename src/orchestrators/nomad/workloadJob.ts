import type { InstanceCount } from "../../workload/instances";
import { portsOf } from "../../workload/ports";
import type { Check, Workload } from "../../workload/workload";
import { literalEnvironment } from "./environment";
import { headerOf, type HealthCheck, type JobSpec, type Service, seconds, type Task } from "./jobspec";
import { containerServiceName, serviceName, TASK } from "./names";
import { REGISTRY_PASSWORD, secretTemplates } from "./secrets";
import { DEREGISTRATION, healthyDeadline, MIN_HEALTHY, progressDeadline, startSecondsOf } from "./timing";

/** For the logs on the node's disk, and some more. */
const LOGS_MIB = 50;

/** A folder in memory, from which Docker lets no programs be run. @param size MiB. */
const tmpfs = (target: string, size: number) => ({
  type: "tmpfs",
  target,
  tmpfs_options: [{ size: size * 2 ** 20 }],
});

/** The folder for temporary files that Nomad makes for each task, on the node's disk. */
const EXECUTABLE_TMP = { type: "bind", source: "tmp", target: "/tmp", readonly: false };

/** What the workload's job is built from. */
export interface WorkloadJobArgs {
  workload: Workload;
  image: string;
  namespace: string;
  /** The environment without the secrets. */
  variables: Record<string, string>;
  /** Who created it. */
  labels: Record<string, string>;
  instances: InstanceCount;
  /** What counts as one core in `Resources.CPU`. */
  mhzPerCore: number;
  /** Changes with the secrets; undefined without any. */
  secretsFingerprint?: string;
}

/** The workload as a job whose one task group has an allocation for each instance. */
export function workloadJob(args: WorkloadJobArgs): JobSpec {
  const { workload, namespace } = args;
  const { name, update, autoscaling } = workload;
  const count = args.instances.initial;
  const canary = Math.min(update.surge, count);
  return {
    ID: name,
    Name: name,
    Namespace: namespace,
    Type: "service",
    Priority: 50,
    Datacenters: ["*"],
    NodePool: "default",
    Meta: { ...args.labels, version: workload.version },
    // Preferences, not constraints: a single node takes all instances.
    Spreads: [
      { Attribute: "${node.datacenter}", Weight: 50 },
      { Attribute: "${node.unique.id}", Weight: 50 },
    ],
    Update: {
      MaxParallel: update.parallelism,
      Canary: canary,
      AutoPromote: canary > 0,
      AutoRevert: update.rollback,
      HealthCheck: "checks",
      MinHealthyTime: seconds(MIN_HEALTHY),
      HealthyDeadline: seconds(healthyDeadline(workload)),
      ProgressDeadline: seconds(progressDeadline(workload)),
    },
    TaskGroups: [
      {
        Name: "instance",
        Count: count,
        Networks: [{ DynamicPorts: openPorts(workload) }],
        // In place while that helps, then as a new allocation, on another node if any.
        RestartPolicy: { Attempts: 5, Interval: seconds(60), Delay: seconds(1), Mode: "fail" },
        ReschedulePolicy: {
          Unlimited: true,
          Delay: seconds(5),
          DelayFunction: "exponential",
          MaxDelay: seconds(60),
        },
        // One allocation at a time, and the next once its replacement has been healthy for as long as in an update.
        // https://developer.hashicorp.com/nomad/docs/job-specification/migrate
        Migrate: {
          MaxParallel: 1,
          HealthCheck: "checks",
          MinHealthyTime: seconds(MIN_HEALTHY),
          HealthyDeadline: seconds(healthyDeadline(workload)),
        },
        EphemeralDisk: { SizeMB: LOGS_MIB + (workload.tmp.exec ? workload.tmp.size : 0) },
        Scaling: autoscaling && scaling(autoscaling),
        Tasks: [task(args)],
      },
    ],
  };
}

function task({ workload, image, variables, mhzPerCore, secretsFingerprint }: WorkloadJobArgs): Task {
  const { server, username } = workload.registryCredentials ?? {};
  const { Env, Meta } = literalEnvironment(variables);
  return {
    Name: TASK,
    Driver: "docker",
    User: `${workload.user}:${workload.group}`,
    Config: {
      image,
      entrypoint: workload.command?.map(literal),
      args: workload.args?.map(literal),
      ...(workload.init && { init: true }),
      ports: openPorts(workload).map(({ Label }) => Label),
      readonly_rootfs: workload.readOnlyRootFilesystem,
      cap_drop: ["all"],
      security_opt: ["no-new-privileges"],
      // Otherwise CPU is a share relative to the neighbors, not a limit.
      cpu_hard_limit: true,
      // Nomad checks on its own, without a process for each check.
      healthchecks: [{ disable: true }],
      mount: [
        workload.tmp.exec ? EXECUTABLE_TMP : tmpfs("/tmp", workload.tmp.size),
        ...workload.writable.map((folder) => tmpfs(folder, workload.tmp.size)),
      ],
      ...(server &&
        username && { auth: [{ server_address: server, username, password: `\${${REGISTRY_PASSWORD}}` }] }),
    },
    Env: {
      PODIUM_INSTANCE: "${NOMAD_ALLOC_ID}",
      PODIUM_PEERS: "file:${NOMAD_TASK_DIR}/peers",
      ...Env,
    },
    Meta: {
      ...Meta,
      // For Nomad, a changed variable is not a change of the job. This makes it one.
      ...(secretsFingerprint && { secrets: secretsFingerprint }),
      // A changed kill signal alone would not reach the tasks that run.
      ...(workload.stopSignal && { "stop-signal": workload.stopSignal }),
    },
    Resources: { CPU: Math.round(workload.cpu * mhzPerCore), MemoryMB: workload.memory },
    Services: services(workload),
    Templates: [
      {
        DestPath: "local/peers",
        EmbeddedTmpl: peers(workload),
        ChangeMode: "noop",
        Wait: { Min: seconds(0.5), Max: seconds(1) },
      },
      ...secretTemplates(workload),
    ],
    LogConfig: { MaxFiles: 2, MaxFileSizeMB: 10 },
    // Without a kill signal, Docker sends the image's own, or else SIGTERM.
    // https://github.com/hashicorp/nomad/blob/v1.11.0/drivers/docker/handle.go
    KillSignal: workload.stopSignal,
    KillTimeout: seconds(workload.stopSeconds),
    ShutdownDelay: seconds(DEREGISTRATION),
  };
}

/**
 * Nomad takes each string of a driver's configuration for a template of HCL, in which a dollar or percent sign can be an
 * expression of its own: https://developer.hashicorp.com/nomad/docs/reference/hcl2/expressions#string-templates
 */
const literal = (value: string) => value.replace(/[$%]/g, (sign) => `\${"${sign}"}`);

/** Of a port that only checks ask. */
const portLabel = (port: number) => `check_${port}`;

/** The ports that Nomad opens on the node for each instance: a check reaches it from outside, too. */
const openPorts = (workload: Workload) =>
  portsOf(workload).map((To) => ({ Label: To === workload.port ? "http" : portLabel(To), To }));

function services(workload: Workload): Service[] {
  const service = { Provider: "nomad", PortLabel: "http" } as const;
  const { health, readiness } = workload;
  return [
    {
      ...service,
      Name: serviceName(workload),
      AddressMode: "host",
      Checks: [
        ...(health
          ? [
              {
                ...check("health", health),
                CheckRestart: { Limit: health.failures, Grace: seconds(startSecondsOf(workload)) },
              },
            ]
          : []),
        // If it fails, an update waits. The front door takes the instance out of rotation, with its own check.
        ...(readiness ? [check("readiness", readiness)] : []),
      ],
    },
    { ...service, Name: containerServiceName(workload), AddressMode: "driver", Checks: [] },
  ];
}

const check = (name: string, { path, port, headers, interval, timeout }: Check): HealthCheck => ({
  Name: name,
  Type: "http",
  Path: path,
  Header: headerOf(headers),
  PortLabel: port === undefined ? undefined : portLabel(port),
  Interval: seconds(interval),
  Timeout: seconds(timeout),
  OnUpdate: "require_healthy",
});

/**
 * The file of peers. An agent in development mode advertises the loopback address, which inside a container is the
 * container itself. There is only one node then, and the containers reach each other directly.
 */
const peers = (workload: Workload) => `{{ $service := "${serviceName(workload)}" -}}
{{ if eq (env "NOMAD_HOST_IP_http") "127.0.0.1" }}{{ $service = "${containerServiceName(workload)}" }}{{ end -}}
{{ range nomadService $service }}{{ .Address }}:{{ .Port }}
{{ end }}`;

/** For the Nomad Autoscaler, a separate agent. https://developer.hashicorp.com/nomad/tools/autoscaling/policy */
const scaling = ({ min, max, cpuPercent }: NonNullable<Workload["autoscaling"]>) => ({
  Enabled: true,
  Type: "horizontal" as const,
  Min: min,
  Max: max,
  Policy: {
    cooldown: "1m",
    evaluation_interval: "10s",
    check: [
      {
        cpu: [
          {
            source: "nomad-apm",
            query: "avg_cpu-allocated",
            strategy: [{ "target-value": [{ target: cpuPercent }] }],
          },
        ],
      },
    ],
  },
});
