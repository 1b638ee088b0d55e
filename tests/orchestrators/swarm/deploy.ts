import { type SwarmArgs, SwarmDeployment } from "../../../src/orchestrators/swarm/deployment";
import { IMAGE, resourcesOf, workloadOf } from "../../program";

export const SERVICE = "docker:index/service:Service";
export const NETWORK = "docker:index/network:Network";
export const SECRET = "docker:index/secret:Secret";
export const PROVIDER = "pulumi:providers:docker";

export const HOST = "tcp://manager.example.com:2376";
export const LABELS = [
  { label: "podium.workload", value: "web" },
  { label: "managed-by", value: "podium" },
  { label: "podium-stack", value: "dev" },
];

/** What a deployment is made from, with `changes` of the workload. */
export const argsOf = (changes = {}) => ({
  workload: workloadOf(changes),
  image: IMAGE,
  isSample: true,
  nodeHosts: ["localhost"],
  target: { host: HOST },
});

/** The resources of a deployment. */
export const deploy = (changes = {}, args: Partial<SwarmArgs> = {}) =>
  resourcesOf(() => new SwarmDeployment("web", { ...argsOf(changes), ...args }));

interface Container {
  env: Record<string, string>;
  healthcheck: unknown;
  mounts: unknown;
}

/** What a service's tasks run. */
export const containerOf = (inputs: Record<string, unknown>) =>
  (inputs as { taskSpec: { containerSpec: Container } }).taskSpec.containerSpec;
