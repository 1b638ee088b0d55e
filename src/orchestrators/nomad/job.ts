import * as pulumi from "@pulumi/pulumi";

export interface JobArgs {
  /** The job specification, in HCL or, with `json`, in JSON. */
  jobspec: pulumi.Input<string>;
  json?: pulumi.Input<boolean>;
  /** Whether to return before the job's deployment has succeeded. */
  detach?: pulumi.Input<boolean>;
  deregisterOnDestroy?: pulumi.Input<boolean>;
  /** Whether to forget the job on removal, rather than to keep it as a dead one until it is garbage. */
  purgeOnDestroy?: pulumi.Input<boolean>;
  /** Whether to keep the number of instances that Nomad has now. */
  preserveCounts?: pulumi.Input<boolean>;
  /** Whether a job that someone has stopped is a change to undo. */
  rerunIfDead?: pulumi.Input<boolean>;
}

/**
 * A Nomad job: Pulumi's own resource, by its plugin `nomad`, without the SDK, of which it needs nothing more than this.
 * https://www.pulumi.com/registry/packages/nomad/api-docs/job/
 */
export class Job extends pulumi.CustomResource {
  /** The job's id. */
  declare public readonly name: pulumi.Output<string>;
  declare public readonly namespace: pulumi.Output<string>;
  /** Goes up with each change. */
  declare public readonly version: pulumi.Output<number>;

  constructor(name: string, args: JobArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = { name: undefined, namespace: undefined, version: undefined };
    super("nomad:index/job:Job", name, { ...outputs, ...args }, pulumi.mergeOptions(PLUGIN, options));
  }
}

/** The release of the plugin that Pulumi downloads when it is missing. */
export const PLUGIN: pulumi.CustomResourceOptions = { version: "2.6.1" };
