import { Network } from "@pulumi/docker/network";
import { Provider } from "@pulumi/docker/provider";
import { Service } from "@pulumi/docker/service";
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { healthCommand } from "../../program/environment";
import { labels } from "../../program/labels";
import { timeouts } from "../../program/timeouts";
import type { Workload } from "../../workload/workload";
import { endpointsAt } from "../nodeHosts";
import type { SwarmConnection } from "./connection";
import { fidelity } from "./fidelity";
import { WORKLOAD_LABEL } from "./owned";
import { makeSecrets } from "./secrets";
import { taskSpec } from "./taskSpec";
import { convergeSeconds, firstLookSeconds, goDuration, monitorSeconds } from "./timing";

export interface SwarmArgs extends DeploymentArgs {
  /** The addresses of any nodes: the routing mesh listens on all of them. */
  nodeHosts: string[];
  /** The swarm. */
  target: SwarmConnection;
}

/** The workload as a service behind Swarm's routing mesh, on an overlay network of its own. */
export class SwarmDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: SwarmArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "swarm", fidelity }, name, args, options);
    const { workload, target } = args;
    warnWithoutCheck(args, this);
    const objectLabels = labelsOf(workload);
    // Pinned in the state: DOCKER_HOST may name another engine when the stack is destroyed. So may DOCKER_CONTEXT, which
    // takes precedence over `host` unless `context` is set.
    const provider = new Provider(
      name,
      { host: target.host, context: "", registryAuth: registryAuth(workload) },
      { parent: this },
    );
    const child = { parent: this, provider };

    const network = new Network(
      name,
      {
        name: workload.name,
        driver: "overlay",
        attachable: false,
        internal: false,
        labels: objectLabels,
      },
      child,
    );
    const patience = convergeSeconds(workload, this.instances);
    const service = new Service(
      name,
      {
        name: workload.name,
        labels: objectLabels,
        taskSpec: taskSpec(args, network.id, makeSecrets(name, workload, objectLabels, child)),
        mode: { replicated: { replicas: this.instances.initial } },
        endpointSpec: {
          mode: "vip",
          ports: [
            {
              name: "http",
              protocol: "tcp",
              publishMode: "ingress",
              targetPort: workload.port,
              publishedPort: workload.publicPort,
            },
          ],
        },
        updateConfig: {
          ...steps(workload),
          failureAction: workload.update.rollback ? "rollback" : "pause",
        },
        rollbackConfig: { ...steps(workload), failureAction: "pause" },
        // Without it Pulumi would be done as soon as Swarm has accepted the service. With it, a new service that does
        // not converge in time is deleted again, and an update that Swarm abandons fails for Pulumi, too.
        convergeConfig: {
          delay: goDuration(firstLookSeconds(healthCommand(args) && workload.health)),
          timeout: goDuration(patience),
        },
      },
      {
        ...child,
        // Not before the provider itself has seen what became of the service, which it then reports.
        customTimeouts: timeouts(patience + 60),
        // Swarm itself adds the platforms that the image is for.
        ignoreChanges: ["taskSpec.placement.platforms"],
      },
    );

    this.endpoints = pulumi.output(endpointsAt(args.nodeHosts, workload.publicPort));
    this.reference = service.name;
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

const labelsOf = ({ name }: Workload) =>
  Object.entries({ [WORKLOAD_LABEL]: name, ...labels() }).map(([label, value]) => ({ label, value }));

function warnWithoutCheck(args: DeploymentArgs, resource: pulumi.Resource): void {
  if (!args.workload.health || healthCommand(args)) return;
  const message =
    "Swarm checks an instance only by a command in its container, and podium:health.command is not set for this image. " +
    "Its HEALTHCHECK is run, if it has one; otherwise a task gets requests as soon as its container runs, and one that hangs " +
    "is not replaced. Set it to a program in the image that exits with 0 when it is healthy: `pulumi config set --path " +
    "'podium:health.command[0]' PROGRAM`, and its arguments as [1], [2] and so on.";
  void pulumi.log.warn(message, resource);
}

/** An update and its rollback take the same steps. */
const steps = (workload: Workload) => ({
  parallelism: workload.update.parallelism,
  order: workload.update.surge > 0 ? "start-first" : "stop-first",
  delay: "0s",
  monitor: goDuration(monitorSeconds(workload)),
  maxFailureRatio: "0.0",
});

/** For the provider, as a new password in the service's own `auth` would delete the service and create it again. */
const registryAuth = ({ registryCredentials }: Workload) =>
  registryCredentials && [
    {
      address: registryCredentials.server,
      username: registryCredentials.username,
      password: pulumi.secret(registryCredentials.password),
    },
  ];
