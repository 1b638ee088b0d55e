/**
 * The part of Nomad's job specification in JSON that the jobs here use.
 * https://developer.hashicorp.com/nomad/api-docs/json-jobs
 */
export interface JobSpec {
  ID: string;
  Name: string;
  Namespace: string;
  Type: "service" | "system";
  Priority: number;
  Datacenters: string[];
  NodePool: string;
  Meta?: Record<string, string>;
  Spreads?: { Attribute: string; Weight: number }[];
  Update: UpdateStrategy;
  TaskGroups: [TaskGroup];
}

export interface UpdateStrategy {
  MaxParallel: number;
  Canary: number;
  AutoPromote: boolean;
  AutoRevert: boolean;
  HealthCheck: "checks";
  MinHealthyTime: Duration;
  HealthyDeadline: Duration;
  ProgressDeadline: Duration;
}

/** Tasks that run together on one node. Each copy of a group is an allocation. */
export interface TaskGroup {
  Name: string;
  Count: number;
  Networks: [
    {
      DynamicPorts?: { Label: string; To: number }[];
      ReservedPorts?: { Label: string; Value: number }[];
    },
  ];
  RestartPolicy: {
    Attempts: number;
    Interval: Duration;
    Delay: Duration;
    Mode: "delay" | "fail";
  };
  ReschedulePolicy?: {
    Unlimited: boolean;
    Delay: Duration;
    DelayFunction: "constant" | "exponential";
    MaxDelay: Duration;
  };
  /** Only of service jobs: how allocations leave a node that is drained. */
  Migrate?: {
    MaxParallel: number;
    HealthCheck: "checks";
    MinHealthyTime: Duration;
    HealthyDeadline: Duration;
  };
  EphemeralDisk: { SizeMB: number };
  Scaling?: {
    Enabled: boolean;
    Type: "horizontal";
    Min: number;
    Max: number;
    Policy: Record<string, unknown>;
  };
  Tasks: [Task];
}

export interface Task {
  Name: string;
  Driver: "docker";
  User: string;
  Config: DockerConfig;
  Env?: Record<string, string>;
  Meta?: Record<string, string>;
  Resources: { CPU: number; MemoryMB: number };
  Services: Service[];
  Templates: Template[];
  LogConfig: { MaxFiles: number; MaxFileSizeMB: number };
  KillSignal?: string;
  KillTimeout: Duration;
  ShutdownDelay: Duration;
}

/** https://developer.hashicorp.com/nomad/docs/job-declare/task-driver/docker */
export interface DockerConfig {
  image: string;
  entrypoint?: string[];
  args?: string[];
  init?: true;
  ports?: string[];
  network_mode?: "host";
  readonly_rootfs: boolean;
  cap_drop: ["all"];
  security_opt: ["no-new-privileges"];
  cpu_hard_limit?: boolean;
  /** Docker's own health check, from the image's `HEALTHCHECK`. */
  healthchecks: [{ disable: boolean }];
  mount: Record<string, unknown>[];
  auth?: [{ server_address: string; username: string; password: string }];
}

export interface Service {
  Name: string;
  Provider: "nomad";
  PortLabel: string;
  AddressMode: "host" | "driver";
  Checks: HealthCheck[];
}

export interface HealthCheck {
  Name: string;
  Type: "http" | "tcp";
  /** Of an HTTP check. */
  Path?: string;
  Header?: Record<string, string[]>;
  /** Undefined for the service's own. */
  PortLabel?: string;
  Interval: Duration;
  Timeout: Duration;
  OnUpdate: "require_healthy";
  CheckRestart?: { Limit: number; Grace: Duration };
}

/** A header may occur more than once. */
export const headerOf = (headers?: Record<string, string>): HealthCheck["Header"] =>
  headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

export interface Template {
  DestPath: string;
  EmbeddedTmpl: string;
  ChangeMode: "noop";
  /** Whether the file's lines `NAME=value` become environment variables. */
  Envvars?: boolean;
  Wait?: { Min: Duration; Max: Duration };
}

/** Nanoseconds, the only unit of durations in JSON. */
export type Duration = number & { readonly unit: "ns" };

/** A duration in seconds. */
export const seconds = (count: number): Duration => Math.round(count * 1e9) as Duration;
