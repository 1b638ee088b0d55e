import type { Workload } from "../../workload/workload";
import { DISCOVERY, haproxyConfig, requestedCheck } from "./haproxy";
import { headerOf, type JobSpec, seconds, type Task } from "./jobspec";
import { frontDoorName, serviceName } from "./names";
import { progressDeadline } from "./timing";

/**
 * What the front door's job is built from: no version, image or number of instances of the workload, so that an update
 * leaves it alone.
 */
export interface FrontDoorJobArgs {
  workload: Pick<Workload, "name" | "publicPort" | "readiness" | "startSeconds">;
  namespace: string;
  /** HAProxy, see `proxyImage.ts`. */
  image: string;
  /** Who created it. */
  labels: Record<string, string>;
}

/** Not root: everyone may read HAProxy's files. */
const USER = 65532;

/**
 * HAProxy on every node, so that any node's address is the endpoint. Nomad has no load balancer, and its service
 * discovery lists unhealthy instances, too: https://github.com/hashicorp/nomad/issues/23317
 */
export function frontDoorJob(args: FrontDoorJobArgs): JobSpec {
  const { workload, namespace } = args;
  const name = frontDoorName(workload);
  return {
    ID: name,
    Name: name,
    Namespace: namespace,
    Type: "system",
    Priority: 50,
    Datacenters: ["*"],
    NodePool: "default",
    Meta: args.labels,
    Update: {
      MaxParallel: 1,
      Canary: 0,
      AutoPromote: false,
      AutoRevert: false,
      HealthCheck: "checks",
      MinHealthyTime: seconds(1),
      // Until an instance responds through it. Both jobs are created at once, so an instance may still have to start.
      HealthyDeadline: seconds(progressDeadline(workload)),
      ProgressDeadline: seconds(progressDeadline(workload) + 30),
    },
    TaskGroups: [
      {
        Name: "front-door",
        Count: 1,
        Networks: [{ ReservedPorts: [{ Label: "http", Value: workload.publicPort }] }],
        RestartPolicy: { Attempts: 5, Interval: seconds(60), Delay: seconds(1), Mode: "delay" },
        EphemeralDisk: { SizeMB: 50 },
        Tasks: [task(args)],
      },
    ],
  };
}

function task({ workload, image }: FrontDoorJobArgs): Task {
  const readiness = requestedCheck(workload);
  return {
    Name: "haproxy",
    Driver: "docker",
    User: `${USER}:${USER}`,
    Config: {
      image,
      // The nodes' own network, since instances listen on the nodes' addresses, even if that is the loopback address.
      network_mode: "host",
      readonly_rootfs: true,
      cap_drop: ["all"],
      security_opt: ["no-new-privileges"],
      healthchecks: [{ disable: true }],
      mount: [
        {
          type: "bind",
          source: "local/haproxy.cfg",
          target: "/usr/local/etc/haproxy/haproxy.cfg",
          readonly: true,
        },
      ],
    },
    // Nearly as much as a default instance, since every request passes through it: a busy node shares its CPU in proportion.
    // With a third of that, requests to instances that had answered waited seconds for HAProxy.
    Resources: { CPU: 500, MemoryMB: 128 },
    Services: [
      {
        Name: frontDoorName(workload),
        Provider: "nomad",
        PortLabel: "http",
        AddressMode: "host",
        // Through HAProxy to an instance: once this passes, the endpoint responds. Without a path to ask for, to HAProxy only.
        Checks: [
          {
            Name: "endpoint",
            ...(readiness
              ? { Type: "http", Path: readiness.path, Header: headerOf(readiness.headers) }
              : { Type: "tcp" }),
            Interval: seconds(2),
            Timeout: seconds(2),
            OnUpdate: "require_healthy",
          },
        ],
      },
    ],
    Templates: [
      { DestPath: "local/haproxy.cfg", EmbeddedTmpl: haproxyConfig(workload), ChangeMode: "noop" },
      { DestPath: "local/discovery.lua", EmbeddedTmpl: DISCOVERY, ChangeMode: "noop" },
      {
        DestPath: "local/instances",
        EmbeddedTmpl: `{{ range nomadService "${serviceName(workload)}" }}{{ .Address }} {{ .Port }}\n{{ end }}`,
        ChangeMode: "noop",
        Wait: { Min: seconds(0.25), Max: seconds(1) },
      },
    ],
    LogConfig: { MaxFiles: 2, MaxFileSizeMB: 10 },
    // On SIGUSR1, HAProxy finishes the requests that it has begun; on SIGTERM, it does not.
    KillSignal: "SIGUSR1",
    KillTimeout: seconds(30),
    ShutdownDelay: seconds(0),
  };
}
