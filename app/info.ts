import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { readLimits, type Limits } from "./cgroup";
import type { Config } from "./config";
import type { SecretProof } from "./secrets";

/** The response of /api/info. */
export interface Info {
  version: string;
  instance: string;
  orchestrator: string;
  /** In ISO 8601. */
  startedAt: string;
  uptimeSeconds: number;
  hostname: string;
  image: string | null;
  digest: string | null;
  pid: number;
  limits: Limits;
  /** Node.js version. */
  node: string;
  draining: boolean;
  secrets: Record<string, SecretProof>;
}

/** Returns the identity and settings of this instance. Reads the limits each time, since they can change. */
export function readInfo(config: Config, draining: boolean): Info {
  return {
    version: config.version,
    instance: config.instance,
    orchestrator: config.orchestrator,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    uptimeSeconds: Math.round(performance.now()) / 1000,
    hostname: hostname(),
    image: config.image,
    digest: config.digest,
    pid: process.pid,
    limits: readLimits(),
    node: process.version,
    draining,
    secrets: config.secrets,
  };
}
