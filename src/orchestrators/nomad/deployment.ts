import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import { timeouts } from "../../program/timeouts";
import { endpointsAt } from "../nodeHosts";
import { checkWorkload } from "./checks";
import type { NomadConnection } from "./connection";
import { fidelity } from "./fidelity";
import { frontDoorJob } from "./frontDoorJob";
import { Job } from "./job";
import type { JobSpec } from "./jobspec";
import { secretsPath } from "./names";
import { Provider } from "./provider";
import { fingerprint, secretItems } from "./secrets";
import { patienceSeconds } from "./timing";
import { Variable } from "./variable";
import { workloadJob } from "./workloadJob";

export interface NomadArgs extends DeploymentArgs {
  /** The hosts of the endpoints: the addresses of any nodes. */
  publicHosts: string[];
  /** HAProxy's image. */
  proxyImage: string;
  /** The nodes' clock speed, since Nomad measures CPU in MHz: `cpu.frequency` in `nomad node status -verbose NODE`. */
  mhzPerCore: number;
  /** The nodes' `max_kill_timeout` in seconds. */
  maxStopSeconds: number;
  /** The cluster. */
  target: NomadConnection;
}

/** The workload as a job, and HAProxy in a second job as its front door. */
export class NomadDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: NomadArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "nomad", fidelity }, name, args, options);
    const { workload, image, proxyImage, target } = args;
    const { address, region, namespace } = target;
    checkWorkload(args);
    const provider = new Provider(name, { address, region }, { parent: this });
    const child = { parent: this, provider };
    const items = secretItems(workload);
    const variable = items && new Variable(name, { path: secretsPath(workload), namespace, items }, child);

    const jobspec = pulumi
      .all([
        image,
        environment("nomad", args),
        // Not secret itself, and the job stays readable in previews.
        items && pulumi.unsecret(pulumi.output(items).apply((all) => fingerprint(all, workload.name))),
      ])
      .apply(([image, variables, secretsFingerprint]) =>
        workloadJob({
          workload,
          image,
          namespace,
          variables,
          labels: labels(),
          instances: this.instances,
          mhzPerCore: args.mhzPerCore,
          secretsFingerprint,
        }),
      );
    const job = new Job(
      name,
      { ...common, jobspec: jobspec.apply(toJson), preserveCounts: workload.autoscaling !== undefined },
      {
        ...child,
        dependsOn: variable,
        customTimeouts: timeouts(patienceSeconds(workload, this.instances)),
      },
    );
    // At the same time: it is healthy once it reaches an instance.
    new Job(
      `${name}-front-door`,
      {
        ...common,
        jobspec: toJson(frontDoorJob({ workload, namespace, image: proxyImage, labels: labels() })),
      },
      { ...child, customTimeouts: timeouts(FRONT_DOOR_SECONDS) },
    );

    this.endpoints = pulumi.output(endpointsAt(args.publicHosts, workload.publicPort));
    this.reference = pulumi.interpolate`${namespace}/${job.id}`;
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** HAProxy is replaced on one node after the other, and this program does not know how many there are. */
const FRONT_DOOR_SECONDS = 3600;

const common = {
  json: true,
  detach: false,
  deregisterOnDestroy: true,
  purgeOnDestroy: true,
  rerunIfDead: true,
};

const toJson = (job: JobSpec) => JSON.stringify(job);
