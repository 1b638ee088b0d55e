import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../../src/program/connection";
import { Deployment, type DeploymentArgs } from "../../../src/program/deployment";
import { environment } from "../../../src/program/environment";
import { labels } from "../../../src/program/labels";
import type { HealthCheck } from "../../../src/workload/workload";
import { App } from "./app";
import type { MemoryConnection } from "./connection";
import { fidelity } from "./fidelity";

export interface MemoryArgs extends DeploymentArgs {
  /** The cluster. */
  target: MemoryConnection;
}

/** The workload as one app. */
export class MemoryDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: MemoryArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "memory", fidelity }, name, args, options);
    const { workload, image, target } = args;
    const {
      autoscaling: _autoscaling,
      registryCredentials: _credentials,
      version: _version,
      health: check,
      ...rest
    } = workload;
    new App(
      name,
      {
        ...rest,
        health: check && withoutCommand(check),
        cluster: target.cluster,
        image,
        replicas: this.instances.initial,
        extraPorts: [],
        env: environment("memory", args, { PODIUM_PEERS: `dns:${workload.name}:${workload.port}` }),
        secrets: pulumi.secret(workload.secrets),
        labels: labels(),
        keepsLogs: true,
      },
      { parent: this },
    );
    this.endpoints = pulumi.output([`http://localhost:${workload.publicPort}`]);
    this.reference = pulumi.output(workload.name);
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

const withoutCommand = ({ command: _command, ...check }: HealthCheck) => check;
