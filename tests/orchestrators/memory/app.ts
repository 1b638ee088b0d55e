import * as pulumi from "@pulumi/pulumi";
import type { Check, Tmp, Update } from "../../../src/workload/workload";

export interface AppArgs {
  /** The cluster's name. */
  cluster: string;
  name: string;
  image: pulumi.Input<string>;
  replicas: number;
  /** Cores. */
  cpu: number;
  /** MiB. */
  memory: number;
  port: number;
  publicPort: number;
  command?: string[];
  args?: string[];
  extraPorts: number[];
  env: pulumi.Input<Record<string, string>>;
  secrets: pulumi.Input<Record<string, string>>;
  health?: Check;
  readiness?: Check;
  startSeconds?: number;
  stopSeconds: number;
  replaceSeconds?: number;
  update: Update;
  user: number;
  group: number;
  stopSignal?: string;
  init: boolean;
  readOnlyRootFilesystem: boolean;
  tmp: Tmp;
  writable: string[];
  labels: Record<string, string>;
  keepsLogs: boolean;
}

/** An app of the engine in memory. */
export class App extends pulumi.CustomResource {
  constructor(name: string, args: AppArgs, options?: pulumi.CustomResourceOptions) {
    super("memory:index:App", name, { ...args }, options);
  }
}
