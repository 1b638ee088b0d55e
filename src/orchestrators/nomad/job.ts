import * as pulumi from "@pulumi/pulumi";

export interface JobArgs {
  /** The job specification, in HCL or, with `json`, in JSON. */
  jobspec: pulumi.Input<string>;
  json?: pulumi.Input<boolean>;
  /** Whether to return before the job's deployment has succeeded. */
  detach?: pulumi.Input<boolean>;
  deregisterOnDestroy?: pulumi.Input<boolean>;
  /** Whether to delete the job on removal, rather than keep it as a dead one until garbage collection. */
  purgeOnDestroy?: pulumi.Input<boolean>;
  /** Whether to keep the number of instances that Nomad has now. */
  preserveCounts?: pulumi.Input<boolean>;
  /** Whether to run a job again that was stopped by other means. */
  rerunIfDead?: pulumi.Input<boolean>;
}

/**
 * A Nomad job: Pulumi's own resource, without the SDK. It needs a `Provider`.
 * https://www.pulumi.com/registry/packages/nomad/api-docs/job/
 */
export class Job extends pulumi.CustomResource {
  /** The job's id. */
  declare public readonly name: pulumi.Output<string>;
  declare public readonly namespace: pulumi.Output<string>;
  /** Goes up with each change. */
  declare public readonly version: pulumi.Output<number>;

  constructor(name: string, args: JobArgs, options: pulumi.CustomResourceOptions) {
    const outputs = { name: undefined, namespace: undefined, version: undefined };
    super("nomad:index/job:Job", name, { ...outputs, ...args }, options);
  }
}
