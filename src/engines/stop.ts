import type Docker from "dockerode";
import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import { notedEngines } from "../common/started";
import { PROJECT } from "./compose";
import { containersOf, type EngineContainer } from "./containers";
import { ENGINE } from "./services";
import { forget } from "./start";
import { end } from "./unfinished";

/** What was removed. */
export interface Removed {
  containers: string[];
  volumes: string[];
  networks: string[];
  /** Bytes of the volumes, as far as Docker tells. */
  bytes: number;
}

const OF_PROJECT = { filters: { label: [`com.docker.compose.project=${PROJECT}`] } };

/**
 * Removes engines: their containers, what they have started in Docker, their volumes and, after the last one, the network.
 * Also finishes what an interrupted command has left. It takes no Docker Compose.
 * @param names the engines; undefined for all.
 * @param drainSeconds how long what a running engine has started may take to end by itself. Instances of a deployment that
 *   was just removed stop by and by, and until then an engine may have file systems mounted in its volume.
 * @throws Failure with what Docker refuses.
 */
export async function stopEngines(
  docker: Docker,
  names: string[] | undefined,
  report: Progress,
  drainSeconds = 0,
): Promise<Removed> {
  const isWanted = (engine: string) => !names || names.includes(engine);
  const removed: Removed = { containers: [], volumes: [], networks: [], bytes: 0 };
  const containers = (await containersOf(docker)).filter(({ engine }) => isWanted(engine));
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(OF_PROJECT.filters) });
  const volumes = (Volumes ?? []).filter(({ Labels }) => isWanted(Labels?.[ENGINE] ?? ""));
  const sizes = volumes.length ? await sizesOf(docker) : {};
  const places = volumes.map(({ Mountpoint }) => Mountpoint);
  const children = () => childrenOf(docker, containers, places);
  if (containers.some(({ state }) => state === "running")) await drained(children, report, drainSeconds);
  // Helpers and further nodes first: engines are what they need.
  for (const each of containers.sort((one, other) => Number(other.isExtra) - Number(one.isExtra))) {
    report(`stopping ${each.name}`);
    await guarded(each.name, () => stopAndRemove(docker, each));
    removed.containers.push(each.name);
  }
  for (const { id, name } of await children()) {
    report(`removing ${name}`);
    await guarded(name, () => docker.getContainer(id).remove({ force: true, v: true }));
    removed.containers.push(name);
  }
  for (const { Name } of volumes) {
    report(`removing the volume ${Name}`);
    await guarded(`the volume ${Name}`, () => docker.getVolume(Name).remove(), MOUNTED);
    removed.volumes.push(Name);
    removed.bytes += sizes[Name] ?? 0;
  }
  for (const engine of notedEngines().filter(isWanted)) forget(engine);
  if (!(await containersOf(docker)).length) {
    for (const { Id, Name } of await docker.listNetworks(OF_PROJECT)) {
      await guarded(`the network ${Name}`, () => removeNetwork(docker.getNetwork(Id)));
      removed.networks.push(Name);
    }
  }
  end();
  return removed;
}

/** What else was connected to it, such as a registry, goes on without. */
async function removeNetwork(network: Docker.Network): Promise<void> {
  const { Containers = {} } = (await network.inspect()) as { Containers?: Record<string, unknown> };
  for (const Container of Object.keys(Containers)) await network.disconnect({ Container, Force: true });
  await network.remove();
}

/** Stops it first: an engine then ends what it has started itself. */
async function stopAndRemove(docker: Docker, { id, state }: EngineContainer): Promise<void> {
  const container = docker.getContainer(id);
  if (state === "running") await container.stop().catch(() => undefined);
  await container.remove({ force: true, v: true });
}

/** A container that an engine has started. */
interface Child {
  id: string;
  name: string;
  isRunning: boolean;
}

/** Waits until no container runs that an engine has started, or until time is up. */
async function drained(children: () => Promise<Child[]>, report: Progress, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const running = (await children()).filter(({ isRunning }) => isRunning);
    if (!running.length) return;
    report(`waiting until ${running.map(({ name }) => name).join(", ")} has ended`);
    await pause(1);
  }
}

/** What engines have started in Docker: by the label that they give it, or by a mount of their volume. */
async function childrenOf(docker: Docker, containers: EngineContainer[], places: string[]): Promise<Child[]> {
  const labels = containers.flatMap(({ children }) => children ?? []);
  const all = await docker.listContainers({ all: true });
  return all
    .filter(
      ({ Labels, Mounts, Id }) =>
        !containers.some(({ id }) => id === Id) &&
        (labels.some((label) => Labels[label.split("=")[0]!] === label.split("=")[1]) ||
          Mounts.some(({ Source }) => places.some((place) => Source?.startsWith(`${place}/`)))),
    )
    .map(({ Id, Names, State }) => ({
      id: Id,
      name: (Names[0] ?? Id).replace(/^\//, ""),
      isRunning: State === "running",
    }));
}

async function sizesOf(docker: Docker): Promise<Record<string, number>> {
  try {
    const { Volumes } = (await docker.df()) as { Volumes?: { Name: string; UsageData?: { Size: number } }[] };
    return Object.fromEntries(
      (Volumes ?? []).map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]),
    );
  } catch {
    return {};
  }
}

/** An engine that was killed cannot unmount what it has mounted for its instances. */
const MOUNTED = {
  when: /resource busy/,
  hint:
    "Something is still mounted there, as after an engine was killed. Restart Docker Desktop or the machine, or unmount what " +
    "`findmnt --list` shows below the volume",
};

async function guarded(
  what: string,
  action: () => Promise<unknown>,
  known?: { when: RegExp; hint: string },
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const { statusCode, json } = error as { statusCode?: number; json?: { message?: string } };
    if (statusCode === 404) return;
    const reason = json?.message ?? reasonOf(error);
    const hint = known?.when.test(reason) ? `${known.hint}, then run` : "Run";
    throw new Failure(
      `${what} cannot be removed: ${reason}. ${hint} \`podium engines down\` again to resume.`,
    );
  }
}
