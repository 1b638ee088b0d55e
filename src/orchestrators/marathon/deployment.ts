import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import { InvalidWorkload } from "../../workload/workload";
import { appDefinition, patienceSeconds } from "./app";
import { MarathonApp } from "./resource";

export interface MarathonArgs extends DeploymentArgs {
  /** Where Marathon's REST API answers. */
  url: string;
  /** The host of the proxy that publishes service ports, such as marathon-lb; Marathon's own by default. */
  publicHost?: string;
}

/** The workload as an app of Marathon, behind the service port of a proxy. */
export class MarathonDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: MarathonArgs, options?: pulumi.ComponentResourceOptions) {
    super("marathon", name, args, options);
    const { workload, image, url } = args;
    checkUrl(url);
    const publicHost = args.publicHost ?? new URL(url).hostname;
    const app = new MarathonApp(
      name,
      {
        url,
        app: appDefinition(workload, image, variables(args), labels()),
        rollback: workload.update.rollback,
        patienceSeconds: patienceSeconds(workload),
      },
      { parent: this },
    );
    this.endpoints = pulumi.output([`http://${publicHost}:${workload.publicPort}`]);
    this.reference = app.app.apply(({ id }) => id);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** Secrets are variables like others: Marathon has nothing else without a plugin. Pulumi's state has them encrypted. */
function variables(args: MarathonArgs) {
  const { name, secrets } = args.workload;
  // The name under which Mesos-DNS, where there is one, tells the address and the port of every task.
  const peers = `srv:_${name}._tcp.marathon.mesos`;
  const plain = environment("marathon", args, { PODIUM_PEERS: peers });
  const secret = Object.entries(secrets).map(([key, value]) => [key, pulumi.secret(value)] as const);
  return plain.apply((all) => ({ ...all, ...Object.fromEntries(secret) }));
}

function checkUrl(url: string): void {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (/^https?:$/.test(protocol) && !username && !password) return;
  const allowed =
    "http://HOST:PORT, where Marathon answers (MARATHON_URL, where it is not set); a user and a password belong into " +
    "MARATHON_USER and MARATHON_PASSWORD";
  const value = username || password ? "[secret]" : url;
  throw new InvalidWorkload([{ key: "podium-marathon:url", value, allowed }]);
}
