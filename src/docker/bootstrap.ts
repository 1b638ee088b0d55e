import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type Docker from "dockerode";
import { hostOf } from "../image/reference";
import { addressOf, connect, isLocal, isPodman } from "../orchestrators/swarm/client";
import { PODIUM_FOLDER } from "../common/paths";
import { type Failure } from "../automation/failure";
import {
  fail,
  isOnThisMachine,
  isRegistry,
  removeRegistry,
  startCommand,
  startRegistry,
} from "./registry";

/** One thing that this machine lacks, and how to get it. */
export interface Step {
  title: string;
  /** The `docker` command that does the same, for who prefers to do it by hand. */
  command: string;
  /**
   * Does it.
   * @param report is told what happens meanwhile, in a few words.
   * @throws Failure
   */
  run(report?: (progress: string) => void): Promise<void>;
}

/** Where to look; what is not given is the environment's. */
export interface Surroundings {
  /** Host and port of the registry that images are pushed to, and a path in it. */
  registry?: string;
  /** What a registry is started from. */
  registryImage?: string;
  /** The file that remembers what was started. */
  journal?: string;
  docker?: Docker.DockerOptions;
}

/** On no address that other machines reach: a swarm of one needs none. */
const SWARM = { AdvertiseAddr: "127.0.0.1", ListenAddr: "127.0.0.1:2377" };

/** Milliseconds that Docker may be silent, as when it initialises a swarm. */
const TIMEOUT_MS = 60_000;

/** What the journal holds. */
interface Journal {
  /** The id of the swarm that Podium has initialised. */
  swarm?: string;
}

/** What Podium reads of the engine. */
interface Info {
  Swarm?: { LocalNodeState?: string; Nodes?: number; Cluster?: { ID?: string } };
}

/**
 * What a deployment still needs on this machine, in the order to get it: a registry for the image, and a swarm where
 * that is what it is deployed to. Nothing where Docker does not answer or is elsewhere, since then there is nothing that
 * Podium could start here.
 * @throws Failure if something that is no registry is in its place.
 */
export async function missing(toSwarm: boolean, surroundings: Surroundings = {}): Promise<Step[]> {
  const { registry, registryImage, journal, docker } = withDefaults(surroundings);
  const client = await connect(docker);
  const info = (await client.info().catch(() => undefined)) as Info | undefined;
  if (!info || !isLocal(await addressOf(client))) return [];
  const steps: Step[] = [];
  if (isOnThisMachine(registry) && !(await isRegistry(registry))) {
    steps.push({
      title: `Start a registry at ${registry}`,
      command: startCommand(registry, registryImage),
      run: (report = () => undefined) => startRegistry(client, registry, registryImage, report),
    });
  }
  if (toSwarm && info.Swarm?.LocalNodeState === "inactive" && !(await isPodman(client))) {
    steps.push({
      title: "Make the Docker engine a swarm of this one machine",
      command: `docker swarm init --advertise-addr ${SWARM.AdvertiseAddr} --listen-addr ${SWARM.ListenAddr}`,
      run: () => initialiseSwarm(client, journal),
    });
  }
  return steps;
}

/**
 * Takes back what Podium has started, and nothing else: the registry with the images in it, and the swarm unless
 * something still runs there. Where Docker does not answer, nothing of it can be running.
 * @returns what was done and what was not, a sentence each.
 * @throws Failure with what Docker refuses.
 */
export async function undo(surroundings: Surroundings = {}): Promise<string[]> {
  const { journal, docker } = withDefaults(surroundings);
  const client = await connect(docker);
  if (!(await client.ping().catch(() => undefined))) return [];
  const sentences = await leaveSwarm(client, journal);
  if (await removeRegistry(client).catch(fail("The registry cannot be removed")))
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
  const { registry: address, registryImage } = withDefaults(surroundings);
  const remedy = isOnThisMachine(address)
    ? startCommand(address, registryImage)
    : "export PODIUM_REGISTRY=localhost:5000";
  try {
    if (await isRegistry(address)) return { address, found: true };
    return { address, found: false, reason: `no registry answers at ${address}`, remedy };
  } catch (error) {
    return { address, found: false, reason: (error as Failure).message };
  }
}

const withDefaults = ({ registry, registryImage, journal, docker }: Surroundings) => ({
  registry: hostOf(registry ?? process.env["PODIUM_REGISTRY"] ?? "localhost:5000"),
  registryImage: registryImage ?? process.env["PODIUM_REGISTRY_IMAGE"] ?? "registry:3",
  journal: journal ?? join(PODIUM_FOLDER, "bootstrap.json"),
  docker: { timeout: TIMEOUT_MS, ...docker },
});

async function initialiseSwarm(client: Docker, journal: string): Promise<void> {
  await client.swarmInit(SWARM).catch(fail("The swarm cannot be initialised"));
  const { ID } = (await client.swarmInspect()) as { ID: string };
  await mkdir(dirname(journal), { recursive: true });
  await writeFile(journal, `${JSON.stringify({ swarm: ID } satisfies Journal)}\n`);
}

async function leaveSwarm(client: Docker, journal: string): Promise<string[]> {
  const { swarm } = await readJournal(journal);
  if (!swarm) return [];
  const { Swarm } = (await client.info()) as Info;
  if (Swarm?.Cluster?.ID !== swarm) {
    await rm(journal);
    return ["The swarm that Podium had initialised is gone already."];
  }
  const services = await client.listServices();
  if (services.length) {
    const names = services.map(({ Spec }) => Spec?.Name).join(", ");
    return [`The swarm stays, since it still runs ${names}.`];
  }
  if ((Swarm.Nodes ?? 1) > 1) return ["The swarm stays, since other machines have joined it."];
  await client.swarmLeave({ force: true }).catch(fail("The swarm cannot be left"));
  await rm(journal);
  return ["The Docker engine has left its swarm."];
}

async function readJournal(path: string): Promise<Journal> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Journal;
  } catch {
    return {};
  }
}
