import { hostname } from "node:os";
import { parsePeerSource, type PeerSource } from "./discovery";
import { parseFault, type FaultOrder } from "./faults";
import { decimal, integer, oneOf, text, type Parser } from "./parse";
import { readSecrets, type SecretProof } from "./secrets";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The validated settings of the service, read from its environment variables. */
export interface Config {
  /** TCP port to listen on; 0 picks a free one, which the log reports. */
  port: number;
  version: string;
  instance: string;
  orchestrator: string;
  /** Full image reference. */
  image: string | null;
  /** The digest in the image reference, if any. */
  digest: string | null;
  /** Seconds from SIGTERM until the orchestrator kills the process. */
  stopSeconds: number;
  /** Seconds from SIGTERM during which the service still accepts connections. */
  drainSeconds: number;
  secrets: Record<string, SecretProof>;
  faultsEnabled: boolean;
  /** The fault in force from the start, to simulate a bad release. */
  initialFault: FaultOrder | null;
  peers: PeerSource | null;
}

/** Thrown for invalid settings. Each problem is one line with the name of the variable and what is allowed. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
  }
}

/** Seconds reserved before the orchestrator kills the process: 1, or less when the stop time is short. */
export function stopMargin(stopSeconds: number): number {
  return Math.min(1, stopSeconds / 5);
}

/**
 * Reads and validates the environment variables. An empty variable counts as not set.
 * @throws ConfigError with every problem found.
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];

  function setting<T, F>(name: string, parse: Parser<T>, fallback: F): T | F {
    const value = env[name];
    if (!value) return fallback;
    try {
      return parse(value);
    } catch (error) {
      problems.push(`${name}=${JSON.stringify(value)}: ${(error as Error).message}`);
      return fallback;
    }
  }

  const stopSeconds = setting("PODIUM_STOP_SECONDS", decimal(1, 3600), 10);
  const latestDrain = Math.round((stopSeconds - stopMargin(stopSeconds)) * 1000) / 1000;
  const faultsEnabled = setting("PODIUM_FAULTS", oneOf("on", "off"), "off") === "on";
  const initialFault = setting("PODIUM_FAULT", parseFault, null);
  if (initialFault && !faultsEnabled) {
    problems.push(`PODIUM_FAULT="${env.PODIUM_FAULT}": requires PODIUM_FAULTS="on"`);
  }
  const image = setting("PODIUM_IMAGE", imageReference, null);

  const config: Config = {
    port: setting("PORT", integer(0, 65535), 8080),
    version: setting("PODIUM_VERSION", text(64), "v1"),
    instance: setting("PODIUM_INSTANCE", text(256), defaultInstance(env)),
    orchestrator: setting("PODIUM_ORCHESTRATOR", text(64), "none"),
    image,
    digest: image?.split("@")[1] ?? null,
    stopSeconds,
    drainSeconds: setting("PODIUM_DRAIN_SECONDS", decimal(0, latestDrain), stopSeconds / 2),
    secrets: env.PODIUM_SECRETS ? readSecrets(env.PODIUM_SECRETS, env, problems) : {},
    faultsEnabled,
    initialFault,
    peers: setting("PODIUM_PEERS", parsePeerSource, null),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The orchestrator's own name for the instance, if the container can see it. */
function defaultInstance(env: Environment): string {
  return env.MESOS_TASK_ID || env.NOMAD_ALLOC_ID || env.HOSTNAME || hostname();
}

function imageReference(value: string): string {
  if (!/^[\w.:/-]+(@sha256:[0-9a-f]{64})?$/.test(value)) {
    throw new Error("must be an image reference such as registry/name@sha256:<64 hex digits>");
  }
  return value;
}
