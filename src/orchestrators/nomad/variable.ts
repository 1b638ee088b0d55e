import * as pulumi from "@pulumi/pulumi";

export interface VariableArgs {
  /** A job may read the variable at `nomad/jobs/<its id>` without any policy. */
  path: pulumi.Input<string>;
  namespace?: pulumi.Input<string>;
  items: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A Nomad variable: strings that Nomad's servers keep encrypted. It needs a `Provider`.
 * https://www.pulumi.com/registry/packages/nomad/api-docs/variable/
 */
export class Variable extends pulumi.CustomResource {
  declare public readonly path: pulumi.Output<string>;
  declare public readonly items: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: VariableArgs, options: pulumi.CustomResourceOptions) {
    const secret = { additionalSecretOutputs: ["items"] };
    super("nomad:index/variable:Variable", name, { ...args }, pulumi.mergeOptions(secret, options));
  }
}
