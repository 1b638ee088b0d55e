import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import { InvalidWorkload, type Problem } from "../../workload/workload";
import { frontDoorJob } from "./frontDoorJob";
import { Job } from "./job";
import type { JobSpec } from "./jobspec";
import { fingerprint, secretItems, secretsPath } from "./secrets";
import { Variable } from "./variable";
import { workloadJob } from "./workloadJob";

export interface NomadArgs extends DeploymentArgs {
  namespace: string;
  /** The host of the endpoint: any node's address. */
  publicHost: string;
  /** HAProxy's image. */
  proxyImage: string;
  /** The clock of the nodes, for Nomad counts CPU in MHz. `nomad node status -verbose NODE` tells it as `cpu.frequency`. */
  mhzPerCore: number;
  /** The nodes' `max_kill_timeout` in seconds. */
  maxStopSeconds: number;
}

/** The workload as a job, and HAProxy in a second job as its front door. */
export class NomadDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: NomadArgs, options?: pulumi.ComponentResourceOptions) {
    super("nomad", name, args, options);
    const { workload, image, namespace, proxyImage } = args;
    checkLimits(args);
    const child = { parent: this };
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
        workloadJob({ ...args, image, variables, labels: labels(), secretsFingerprint }),
      );
    const job = new Job(
      name,
      { ...common, jobspec: jobspec.apply(toJson), preserveCounts: workload.autoscaling !== undefined },
      { ...child, dependsOn: variable, customTimeouts: PATIENCE },
    );
    new Job(
      `${name}-front-door`,
      {
        ...common,
        jobspec: toJson(frontDoorJob({ workload, namespace, image: proxyImage, labels: labels() })),
      },
      { ...child, dependsOn: job, customTimeouts: PATIENCE },
    );

    this.endpoints = pulumi.output([`http://${args.publicHost}:${workload.publicPort}`]);
    this.reference = pulumi.interpolate`${namespace}/${job.id}`;
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** Nomad gives up when nothing progresses; the plugin on its own would after five minutes, with many instances still to go. */
const PATIENCE = { create: "1h", update: "1h" };

const common = {
  json: true,
  detach: false,
  deregisterOnDestroy: true,
  purgeOnDestroy: true,
  rerunIfDead: true,
};

const toJson = (job: JobSpec) => JSON.stringify(job);

function checkLimits({ workload, maxStopSeconds }: NomadArgs): void {
  const { publicPort, stopSeconds } = workload;
  const problems: Problem[] = [];
  if (publicPort < 1024) {
    problems.push({
      key: "podium:publicPort",
      value: publicPort,
      allowed: "1024 to 65535, since the front door is in the nodes' own network and is not root",
    });
  }
  if (stopSeconds > maxStopSeconds) {
    problems.push({
      key: "podium:stopSeconds",
      value: stopSeconds,
      allowed: `at most ${maxStopSeconds}, the nodes' max_kill_timeout, which would cut it short without a word (where they allow more: pulumi config set maxStopSeconds SECONDS)`,
    });
  }
  if (problems.length) throw new InvalidWorkload(problems);
}
