import { reasonOf } from "../common/reason";
import { PODIUM_FOLDER } from "../common/paths";
import { connect, isLocal } from "../docker/client";
import { fail, isRegistry, removeRegistry, startCommand, startRegistry } from "../docker/registry";
import { checkRegistry, defaultRegistry, isLocalRegistry, registryHost } from "../image/name";
import type { Step } from "../orchestrators/bootstrap";
import type { Orchestrator } from "../orchestrators/orchestrator";

/** Where to look; by default, what the environment says. */
export interface Surroundings {
  /** Host and port of the registry that images are pushed to, optionally with a path. */
  registry?: string;
  /** The image that a registry is started from. */
  registryImage?: string;
  /** The folder for notes about what was started. */
  folder?: string;
  /** The Docker engine, as in `DOCKER_HOST`. */
  host?: string;
}

/** Milliseconds that Docker may be silent while it starts an engine. */
const TIMEOUT_MS = 60_000;

/**
 * What deployments still need on this machine, in the order to get it: a registry for the image, and the engines that
 * can be started here. Nothing if Docker does not respond or runs elsewhere, as Podium could start nothing here then.
 * @param orchestrators those to deploy to.
 * @param needsRegistry whether the sample image is for any of them: it is pushed to the registry.
 * @throws Failure if the registry's address is none, or if something else listens there.
 */
export async function missing(
  orchestrators: Orchestrator[],
  needsRegistry: boolean,
  surroundings: Surroundings = {},
): Promise<Step[]> {
  const registry = needsRegistry ? registryOf(surroundings) : undefined;
  const { registryImage, folder, host } = withDefaults(surroundings);
  const docker = await connect({ host, timeout: TIMEOUT_MS });
  if (!(await docker.ping().catch(() => undefined)) || !(await isLocal(docker))) return [];
  const steps: Step[] = [];
  if (registry && isLocalRegistry(registry) && !(await isRegistry(registry))) {
    steps.push({
      title: `Start a registry at ${registry}`,
      command: startCommand(registry, registryImage),
      run: (report = () => undefined) => startRegistry(docker, registry, registryImage, report),
    });
  }
  for (const { bootstrap } of orchestrators) {
    if (bootstrap) steps.push(...(await bootstrap.missing(docker, folder)));
  }
  return steps;
}

/**
 * Removes only what Podium has started: these orchestrators' engines, and the registry with the images in it. If Docker
 * does not respond, none of it can be running.
 * @returns what was done and what was not, one sentence each.
 * @throws Failure with what Docker refuses.
 */
export async function undo(
  orchestrators: Orchestrator[],
  surroundings: Surroundings = {},
): Promise<string[]> {
  const { folder, host } = withDefaults(surroundings);
  const docker = await connect({ host, timeout: TIMEOUT_MS });
  if (!(await docker.ping().catch(() => undefined))) return [];
  const sentences: string[] = [];
  for (const { bootstrap } of orchestrators) {
    if (bootstrap) sentences.push(...(await bootstrap.undo(docker, folder)));
  }
  if (await removeRegistry(docker).catch(fail("The registry cannot be removed")))
    sentences.push("The registry is removed, with the images in it.");
  return sentences;
}

/** The registry that images are pushed to. */
export interface RegistryFinding {
  /** Host and port. */
  address: string;
  found: boolean;
  /** Why it was not found. */
  reason?: string;
  /** How to get one. */
  remedy?: string;
}

/** Looks for the registry. */
export async function findRegistry(surroundings: Surroundings = {}): Promise<RegistryFinding> {
  const { registryImage } = withDefaults(surroundings);
  let address = "";
  try {
    address = registryOf(surroundings);
    const remedy = isLocalRegistry(address)
      ? startCommand(address, registryImage)
      : "export PODIUM_REGISTRY=localhost:5000";
    if (await isRegistry(address)) return { address, found: true };
    return { address, found: false, reason: `no registry responds at ${address}`, remedy };
  } catch (error) {
    return { address, found: false, reason: reasonOf(error) };
  }
}

/** @throws Failure if it is no address. */
const registryOf = ({ registry }: Surroundings) =>
  registryHost(registry === undefined ? defaultRegistry() : checkRegistry("PODIUM_REGISTRY", registry));

const withDefaults = ({ registryImage, folder, host }: Surroundings) => ({
  registryImage: registryImage ?? process.env["PODIUM_REGISTRY_IMAGE"] ?? "registry:3",
  folder: folder ?? PODIUM_FOLDER,
  host,
});
