import * as pulumi from "@pulumi/pulumi";

export interface ProviderArgs {
  address: string;
  /** The agent's own unless set. */
  region?: string;
}

/** The release of the plugin, which Pulumi downloads when it is missing. */
const VERSION = "2.6.1";

/**
 * Pulumi's provider for Nomad, by its plugin alone: of the SDK, Podium needs no more than this class and two resources.
 * The state keeps its inputs, so no environment variable can lead a later `pulumi destroy` to another cluster.
 * Credentials and certificates are not among them: the plugin reads them from the environment.
 * https://www.pulumi.com/registry/packages/nomad/installation-configuration/
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    // The input of a provider is a string, or JSON.
    const ignoreEnvVars = JSON.stringify({ NOMAD_NAMESPACE: true, NOMAD_REGION: true });
    super("nomad", name, { ...args, ignoreEnvVars }, pulumi.mergeOptions({ version: VERSION }, options));
  }
}
