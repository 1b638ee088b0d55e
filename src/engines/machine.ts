import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import type Docker from "dockerode";
import { Failure } from "../common/errors";
import { addressOf, connect, isLocal, isPodman } from "../docker/client";
import { isLocalRegistry, registryHost } from "../image/name";
import { type Compose, COMPOSE_FILE, findCompose } from "./compose";
import { type DockerInfo, isRootless } from "./obstacles";

/** Milliseconds that Docker may be silent while it stops an engine. */
const TIMEOUT_MS = 120_000;

/** What engines are started with on this machine. */
export interface Machine {
  docker: Docker;
  info: DockerInfo;
  /** Where Docker is, e.g. `unix:///var/run/docker.sock`. */
  address: string;
  compose: Compose;
}

/**
 * The Docker engine of this machine.
 * @throws Failure if it does not respond or is elsewhere.
 */
export async function openDocker(): Promise<Docker> {
  const docker = await connect({ timeout: TIMEOUT_MS });
  const address = await addressOf(docker);
  if (!(await docker.ping().catch(() => undefined))) {
    throw new Failure(`No Docker engine responds at ${address}. Start it, or set DOCKER_HOST.`);
  }
  if (!(await isLocal(docker))) {
    throw new Failure(
      `The Docker engine at ${address} is not known to be on this machine, where engines must be to be reached. Set DOCKER_HOST ` +
        "to this machine's.",
    );
  }
  return docker;
}

/**
 * What engines can be started with on this machine.
 * @throws Failure that names what is missing and how to get it.
 */
export async function openMachine(): Promise<Machine> {
  const docker = await openDocker();
  if (await isPodman(docker)) {
    throw new Failure(
      "The engine is Podman, which lacks parts of Docker's API that engines in containers need. Point DOCKER_HOST at a Docker engine.",
    );
  }
  const info = (await docker.info()) as DockerInfo;
  const address = await addressOf(docker);
  return { docker, info, address, compose: await findCompose(variablesFor(info, address)) };
}

/**
 * The variables of `engines/compose.yaml` that are known here, without those that the user has set: where Docker is, and the
 * port of the registry that stacks are configured for.
 */
export function variablesFor(
  info: DockerInfo,
  address: string,
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const file = join(dirname(COMPOSE_FILE), ".env");
  const set = { ...(existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {}), ...environment };
  const registry = registryHost(set["PODIUM_REGISTRY"] ?? "");
  const known = {
    PODIUM_DOCKER_ROOT: info.DockerRootDir,
    // In Docker Desktop's virtual machine, the socket is where it usually is.
    PODIUM_DOCKER_SOCKET: isRootless(info) ? /^unix:\/\/(.+)$/.exec(address)?.[1] : undefined,
    PODIUM_REGISTRY_PORT: isLocalRegistry(registry) ? registry.split(":").at(-1) : undefined,
  };
  const chosen = Object.entries(known).filter(([name, value]) => value !== undefined && !set[name]);
  return { ...(Object.fromEntries(chosen) as Record<string, string>), DOCKER_HOST: address };
}
