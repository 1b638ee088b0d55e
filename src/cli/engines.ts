import { findRegistry } from "../automation/bootstrap";
import { isAlive } from "../automation/processes";
import { configuredConnection, probe, wouldUseStarted } from "../automation/target";
import { Failure } from "../common/errors";
import { PODIUM_FOLDER } from "../common/paths";
import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import { isToStarted } from "../common/started";
import { containersOf } from "../engines/containers";
import { type Machine, openMachine } from "../engines/machine";
import { engineNames, notesLike, readServices, type Service } from "../engines/services";
import { describeSizes, downloadSize } from "../engines/sizes";
import { startEngines } from "../engines/start";
import { unfinished } from "../engines/unfinished";
import { isLocalRegistry } from "../image/name";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Step } from "../orchestrators/bootstrap";
import type { Probe } from "../orchestrators/engine";
import { enumerate } from "../visuals/words";
import { canBeChosen } from "./choice";
import { engineName, probeAll } from "./probes";

/** The service with the registry, which is no orchestrator's engine. */
export const REGISTRY = "registry";

/** Seconds until an engine that is healthy has to respond to Podium, too. */
const PATIENCE = 60;

/** The orchestrators whose engine Podium can start in Docker. @param onlyTried without those that were never tried. */
export function startable(onlyTried = false): OrchestratorName[] {
  const services = engineNames(onlyTried);
  return ORCHESTRATOR_NAMES.filter((name) => services.includes(name) || ORCHESTRATORS[name].bootstrap);
}

/** The command that starts an engine that an orchestrator's stack would be deployed to; undefined if Podium has none. */
export const startCommandOf = (name: OrchestratorName): string | undefined =>
  startable(true).includes(name) && (ORCHESTRATORS[name].bootstrap || wouldUseStarted(name))
    ? `npx podium engines up ${name}`
    : undefined;

/** Whose engine responds. */
export async function originOf(
  name: OrchestratorName,
  found: Probe,
): Promise<"podium" | "yours" | undefined> {
  if (!found.reachable) return undefined;
  const bootstrapped = await ORCHESTRATORS[name].bootstrap?.started(PODIUM_FOLDER);
  if (bootstrapped === found.identity) return "podium";
  return isToStarted(name, configuredConnection(name)) ? "podium" : "yours";
}

/** What is to be started, and how much has to be downloaded for it. */
export interface Offer {
  machine: Machine;
  services: Service[];
  /** E.g. "about 120 MB". */
  download: string;
}

/**
 * The engines of these orchestrators that Docker Compose starts, with a registry if none responds.
 * @throws Failure that names what this machine lacks for that.
 */
export async function offerFor(names: OrchestratorName[]): Promise<Offer> {
  const machine = await openMachine();
  const all = await readServices(machine.compose);
  const registry = await findRegistry();
  const needsRegistry = !registry.found && isLocalRegistry(registry.address);
  const services = all.filter(({ name }) =>
    name === REGISTRY ? needsRegistry : (names as string[]).includes(name),
  );
  const architecture = /^(aarch64|arm64)$/.test(machine.info.Architecture ?? "") ? "arm64" : "amd64";
  const sizes = await Promise.all(
    services.map(({ image }) => downloadSize(machine.docker, image, architecture)),
  );
  return { machine, services, download: describeSizes(sizes) };
}

/**
 * What `podium up` offers to start: the engines of those that were named and do not respond or, without names, of all if no
 * engine responds on this machine. Nothing where Docker Compose cannot start any.
 */
export async function engineSteps(names: OrchestratorName[]): Promise<Step[]> {
  const probes = await probeAll(names.length ? names : undefined);
  if (!names.length && [...probes].some(([name, found]) => canBeChosen(name, found))) return [];
  const missing = [...probes.keys()].filter((name) => !probes.get(name)!.reachable);
  if (!missing.length) return [];
  const inDocker = engineNames(!names.length);
  const wanted = missing.filter((name) => inDocker.includes(name) && wouldUseStarted(name));
  if (!wanted.length) return [];
  const offer = await offerFor(wanted).catch(() => undefined);
  // The registry is a step of its own.
  const services = offer?.services.filter(({ name }) => name !== REGISTRY) ?? [];
  if (!offer || !services.length) return [];
  const list = enumerate(services.map(({ name }) => name));
  return [
    {
      title: `Start ${list} in Docker at ${offer.machine.address} (to download: ${offer.download})`,
      command: `npx podium engines up ${wanted.join(" ")}`,
      run: async (report = () => undefined) => void (await start({ ...offer, services }, { report })),
    },
  ];
}

/**
 * Starts what was offered, and waits until each engine responds to Podium.
 * @returns what responds.
 * @throws Failure with what is in the way, or which engine does not respond.
 */
export async function start(
  { machine, services }: Pick<Offer, "machine" | "services">,
  {
    nodes = 1,
    ...options
  }: { report: Progress; nodes?: number; isUnfinished?: boolean; signal?: AbortSignal },
): Promise<{ name: OrchestratorName; probe: Probe }[]> {
  await startEngines(machine, services, { nodes, ...options });
  await connectRegistry(machine);
  const started = services.map(({ name }) => name).filter((name) => name !== REGISTRY) as OrchestratorName[];
  return Promise.all(
    started.map(async (name) => ({ name, probe: await untilReachable(name, options.report) })),
  );
}

async function untilReachable(name: OrchestratorName, report: Progress): Promise<Probe> {
  report(`waiting for ${name}`);
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    const found = await probe(name);
    // What the user has named instead is not waited for.
    if (found.reachable || !isToStarted(name, configuredConnection(name))) return found;
    if (Date.now() > deadline) {
      throw new Failure(
        `The container of ${name} is healthy, but ${found.reason}. What it says: docker compose --file engines/compose.yaml logs ${name}`,
      );
    }
    await pause(1);
  }
}

/** The registry that `podium up` has started is not on the engines' network, where nodes in containers pull images from. */
async function connectRegistry({ docker }: Machine): Promise<void> {
  const filters = { label: ["podium.bootstrap=true"] };
  for (const { Id, NetworkSettings } of await docker.listContainers({ filters })) {
    if (!NetworkSettings.Networks["podium-engines"])
      await docker
        .getNetwork("podium-engines")
        .connect({ Container: Id })
        .catch(() => undefined);
  }
}

/** A sentence about an engine that stacks will not use, since the user names another one; undefined if they will. */
export function unusedBecause(name: OrchestratorName): string | undefined {
  if (wouldUseStarted(name)) return undefined;
  const set = Object.keys(notesLike(name)).filter((variable) => process.env[variable]);
  const by = set.length ? set.join(" and ") : "its stack's configuration or the environment";
  return `${ORCHESTRATORS[name].title} is deployed elsewhere, since ${by} names another engine. Unset that to use this one.`;
}

/** Finishes what a command was starting when it was killed. Does nothing after any other end. */
export async function finishStart(report: Progress, signal?: AbortSignal): Promise<void> {
  const found = unfinished(isAlive);
  if (!found) return;
  const machine = await openMachine();
  // If it was killed while it noted what it starts, what there is says the same.
  const names = found.names.length
    ? found.names
    : (await containersOf(machine.docker)).map(({ engine }) => engine);
  const services = (await readServices(machine.compose)).filter(({ name }) => names.includes(name));
  await start({ machine, services }, { report, nodes: found.nodes, isUnfinished: true, signal });
}

/** Whether a command was killed while it started engines. */
export const isStartUnfinished = (): boolean => unfinished(isAlive) !== undefined;

/** E.g. "Engine 1.5 at http://127.0.0.1:4646". */
export const foundAs = (found: Probe): string =>
  found.reachable ? `${engineName(found)} at ${found.address}` : found.reason;
