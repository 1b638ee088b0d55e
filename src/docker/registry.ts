import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { get } from "../common/http";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import { isLocalRegistry } from "../image/name";

/** The name of the container, and of the volume with the images in it. */
const NAME = "podium-registry";
/** Marks what Podium started, so that it never removes anything else. */
const LABEL = "podium.bootstrap";
const LABELLED = { filters: { label: [`${LABEL}=true`] } };
const PATIENCE_SECONDS = 30;

/**
 * Whether a registry responds at `address`, its host and port, with or without a login.
 * @throws Failure if something else responds there.
 */
export async function isRegistry(address: string): Promise<boolean> {
  // A registry on this machine speaks plain HTTP.
  const scheme = isLocalRegistry(address) ? "http" : "https";
  const answer = await get(`${scheme}://${address}/v2/`, 3).catch(() => undefined);
  if (!answer) return false;
  if (answer.status === 200 || answer.status === 401) return true;
  // On macOS, AirPlay listens on port 5000.
  throw new Failure(
    `What responds at ${address} is not a registry (status ${answer.status}). Set PODIUM_REGISTRY to an address with a ` +
      "free port, such as localhost:5001.",
  );
}

/** The `docker` command that does what `startRegistry` does. */
export const startCommand = (address: string, image: string) =>
  `docker run --detach --name ${NAME} --label ${LABEL}=true --restart unless-stopped ` +
  `--publish 127.0.0.1:${portOf(address)}:5000 --volume ${NAME}:/var/lib/registry ${image}`;

/** Starts a registry and waits until it responds. The images of an earlier one are kept. */
export async function startRegistry(
  client: Docker,
  address: string,
  image: string,
  report: Progress,
): Promise<void> {
  await pull(client, image, report);
  report("starting");
  await removeContainers(client);
  await client.createVolume({ Name: NAME, Labels: { [LABEL]: "true" } });
  const container = await client
    .createContainer({
      name: NAME,
      Image: image,
      Labels: { [LABEL]: "true" },
      // Version 3 otherwise looks for a trace collector and logs errors.
      Env: ["OTEL_TRACES_EXPORTER=none"],
      ExposedPorts: { "5000/tcp": {} },
      HostConfig: {
        RestartPolicy: { Name: "unless-stopped" },
        // On this address only, as it requires no login.
        PortBindings: { "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: portOf(address) }] },
        Binds: [`${NAME}:/var/lib/registry`],
        SecurityOpt: ["no-new-privileges"],
      },
    })
    .catch(fail("The registry cannot be created"));
  await container.start().catch(fail("The registry cannot be started"));
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  while (!(await isRegistry(address).catch(() => false))) {
    if (Date.now() > deadline) throw new Failure(`${NAME} runs, but no registry responds at ${address}.`);
    await sleep(200);
  }
}

/** Removes the registry that Podium has started, and its images. Returns whether there was one. */
export async function removeRegistry(client: Docker): Promise<boolean> {
  const removed = await removeContainers(client);
  const { Volumes } = await client.listVolumes(LABELLED);
  for (const { Name } of Volumes ?? []) await client.getVolume(Name).remove();
  return removed > 0;
}

async function removeContainers(client: Docker): Promise<number> {
  const found = await client.listContainers({ all: true, ...LABELLED });
  for (const { Id } of found) await client.getContainer(Id).remove({ force: true });
  return found.length;
}

async function pull(client: Docker, image: string, report: Progress): Promise<void> {
  const present = await client
    .getImage(image)
    .inspect()
    .catch(() => undefined);
  if (present) return;
  report(`pulling ${image}`);
  const stream = await client.pull(image).catch(fail(`${image} cannot be pulled`));
  const layers = new Map<string, boolean>();
  const follow = ({ id, status = "" }: PullEvent) => {
    if (!id || !/^[0-9a-f]{12}$/.test(id)) return;
    layers.set(id, /^(Pull complete|Already exists)$/.test(status));
    const done = [...layers.values()].filter(Boolean).length;
    report(`pulling ${image}: ${done} of ${layers.size} layers`);
  };
  const events = await new Promise<PullEvent[]>((resolve, reject) =>
    client.modem.followProgress(stream, (error, all) => (error ? reject(error) : resolve(all)), follow),
  ).catch(fail(`${image} cannot be pulled`));
  // Docker has already returned success by then: it reports a failure only in the stream.
  const failed = events.find(({ error }) => error);
  if (failed) throw new Failure(`${image} cannot be pulled: ${failed.error}`);
}

/** A line of what Docker reports while it pulls. */
interface PullEvent {
  /** A layer's id, among others. */
  id?: string;
  status?: string;
  error?: string;
}

const portOf = (address: string) => new URL(`http://${address}`).port || "80";

/** Turns an error of Docker's API into a Failure. */
export function fail(what: string) {
  return (error: { json?: { message?: string }; message: string }): never => {
    throw new Failure(`${what}: ${(error.json?.message ?? error.message).trim()}`);
  };
}
