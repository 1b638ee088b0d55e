import { Network } from "@pulumi/docker/network";
import { Provider } from "@pulumi/docker/provider";
import { Service } from "@pulumi/docker/service";
import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { labels } from "../../program/labels";
import type { Workload } from "../../workload/workload";
import { makeSecrets } from "./secrets";
import { taskSpec } from "./taskSpec";
import { convergeSeconds, goDuration, monitorSeconds } from "./timing";

export interface SwarmArgs extends DeploymentArgs {
  /** The address of a node: the routing mesh answers on each. */
  nodeHost: string;
}

/** The workload as a service behind Swarm's routing mesh, on an overlay network of its own. */
export class SwarmDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: SwarmArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm", name, args, options);
    const { workload } = args;
    const objectLabels = labelsOf(workload);
    // Without a host the provider asks DOCKER_HOST, as the `docker` command does.
    const provider = new Provider(name, { registryAuth: registryAuth(workload) }, { parent: this });
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
    const service = new Service(
      name,
      {
        name: workload.name,
        labels: objectLabels,
        taskSpec: taskSpec(args, network.id, makeSecrets(name, workload, objectLabels, child)),
        mode: { replicated: { replicas: workload.replicas } },
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
        // Without it Pulumi would be done as soon as Swarm has noted the order. With it, a new service that does not
        // get there in time is deleted again, and an update that Swarm gives up has failed for Pulumi, too.
        convergeConfig: { delay: "2s", timeout: goDuration(convergeSeconds(workload)) },
      },
      // The swarm notes down itself for which platforms the image is.
      { ...child, ignoreChanges: ["taskSpec.placement.platforms"] },
    );

    this.endpoints = pulumi.output([`http://${args.nodeHost}:${workload.publicPort}`]);
    this.reference = service.name;
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

const labelsOf = ({ name }: Workload) =>
  Object.entries({ "podium.workload": name, ...labels() }).map(([label, value]) => ({ label, value }));

/** An update and the way back take the same steps. */
const steps = (workload: Workload) => ({
  parallelism: workload.update.parallelism,
  order: workload.update.surge > 0 ? "start-first" : "stop-first",
  delay: "0s",
  monitor: goDuration(monitorSeconds(workload)),
  maxFailureRatio: "0.0",
});

/** Not `auth` of the service: each new password would delete the service and create it again. */
const registryAuth = ({ registryCredentials }: Workload) =>
  registryCredentials && [
    {
      address: registryCredentials.server,
      username: registryCredentials.username,
      password: pulumi.secret(registryCredentials.password),
    },
  ];
