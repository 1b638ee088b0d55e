import * as pulumi from "@pulumi/pulumi";
import type { App } from "./api";
import { provider } from "./provider";

export interface MarathonAppArgs {
  /** Where Marathon's REST API responds. */
  url: pulumi.Input<string>;
  /** The definition, in the API's words; what is within it may be known later. */
  app: { id: string } & Record<string, unknown>;
  /** Whether a change that fails is rolled back. */
  rollback: pulumi.Input<boolean>;
  /** Seconds without progress after which a change has failed. */
  patienceSeconds: pulumi.Input<number>;
}

/**
 * A Marathon app, for which Pulumi has no provider: created, updated and deleted through Marathon's REST API. Each
 * operation waits for Marathon's deployment to end and for the tasks to be healthy.
 */
export class MarathonApp extends pulumi.dynamic.Resource {
  declare public readonly app: pulumi.Output<App>;

  constructor(name: string, args: MarathonAppArgs, options?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, options, "marathon", "App");
  }
}
