import * as pulumi from "@pulumi/pulumi";
import type { App } from "./api";
import { provider } from "./provider";

export interface MarathonAppArgs {
  /** Where Marathon's REST API answers. */
  url: pulumi.Input<string>;
  /** The definition, in the API's words; what is within it may be known later. */
  app: { id: string } & Record<string, unknown>;
  /** Whether a change that fails is taken back. */
  rollback: pulumi.Input<boolean>;
  /** Seconds without progress after which a change has failed. */
  patienceSeconds: pulumi.Input<number>;
}

/**
 * An app of Marathon, for which Pulumi has no provider: created, changed and deleted through its REST API. Each of these
 * is done when Marathon's deployment is, and the tasks are healthy.
 */
export class MarathonApp extends pulumi.dynamic.Resource {
  declare public readonly app: pulumi.Output<App>;

  constructor(name: string, args: MarathonAppArgs, options?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, options, "marathon", "App");
  }
}
