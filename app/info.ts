import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { readLimits, type Limits } from "./cgroup";
import type { Config } from "./config";
import { json, type Reply } from "./http";
import type { SecretProof } from "./secrets";

/** The response of /api/info. */
export interface Info {
  version: string;
  instance: string;
  orchestrator: string;
  /** In ISO 8601. */
  startedAt: string;
  /** When this was read. */
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

/** Milliseconds for which what was read counts: limits can change, and reading them takes longer than answering. */
const VALID_FOR = 1000;

/** Returns a function that answers with the identity and settings of this instance, as they were within the last second. */
export function infoReplies(config: Config): (draining: boolean) => Reply {
  let last: { reply: Reply; draining: boolean; at: number } | undefined;
  return (draining) => {
    const now = performance.now();
    if (last?.draining !== draining || now - last.at >= VALID_FOR)
      last = { reply: json(200, readInfo(config, draining)), draining, at: now };
    return last.reply;
  };
}

function readInfo(config: Config, draining: boolean): Info {
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
