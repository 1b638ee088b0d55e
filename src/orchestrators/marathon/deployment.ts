import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import { endpointsAt } from "../nodeHosts";
import { appDefinition, patienceSeconds } from "./app";
import type { MarathonConnection } from "./connection";
import { fidelity } from "./fidelity";
import { MarathonApp } from "./resource";

export interface MarathonArgs extends DeploymentArgs {
  /** The hosts where a proxy, such as marathon-lb, publishes service ports; Marathon's own by default. */
  publicHosts?: string[];
  /** The Marathon. */
  target: MarathonConnection;
}

/** The workload as a Marathon app, behind the service port of a proxy. */
export class MarathonDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: MarathonArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "marathon", fidelity }, name, args, options);
    const { workload, image, target } = args;
    const { instances } = this;
    const app = new MarathonApp(
      name,
      {
        // Pinned in the state: MARATHON_URL may be another one when the stack is updated or destroyed.
        url: target.url,
        app: appDefinition({ workload, instances, image, env: variables(args), labels: labels() }),
        rollback: workload.update.rollback,
        patienceSeconds: patienceSeconds(workload),
      },
      { parent: this },
    );
    const hosts = args.publicHosts ?? [new URL(target.url).hostname];
    this.endpoints = pulumi.output(endpointsAt(hosts, workload.publicPort));
    // The definition as a whole is secret if a variable in it is; its id never is.
    this.reference = pulumi.unsecret(app.app).apply(({ id }) => id);
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** Secrets are variables like others: Marathon has nothing else without a plugin. Pulumi's state encrypts them. */
function variables(args: MarathonArgs) {
  const { name, secrets } = args.workload;
  // The name under which Mesos-DNS, if any, has the address and the port of every task.
  const peers = `srv:_${name}._tcp.marathon.mesos`;
  const plain = environment("marathon", args, { PODIUM_PEERS: peers });
  const secret = Object.entries(secrets).map(([key, value]) => [key, pulumi.secret(value)] as const);
  return plain.apply((all) => ({ ...all, ...Object.fromEntries(secret) }));
}
