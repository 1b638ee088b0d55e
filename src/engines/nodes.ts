import type Docker from "dockerode";
import { statusOf } from "../docker/client";
import { containersOf } from "./containers";
import { openDocker } from "./machine";

/**
 * The container that is a further node of an engine which Podium has started: its host name is the node's. Undefined for any
 * other node, and where there is no Docker.
 * @returns its id.
 */
export async function containerOfNode(
  engine: string,
  node: string,
  open: () => Promise<Docker> = openDocker,
): Promise<string | undefined> {
  const docker = await open().catch(() => undefined);
  if (!docker) return undefined;
  const further = (await containersOf(docker)).filter((each) => each.isExtra && each.engine === engine);
  const found = await Promise.all(further.map(async ({ id }) => docker.getContainer(id).inspect()));
  return found.find(({ Config }) => Config.Hostname === node)?.Id;
}

/** Ends a node at once, as a power failure would. The containers that it runs are within its own, and end with it. */
export async function killNode(container: string, open: () => Promise<Docker> = openDocker): Promise<void> {
  await (await open()).getContainer(container).kill();
}

/** Starts a node again; one that runs stays as it is. */
export async function startNode(container: string, open: () => Promise<Docker> = openDocker): Promise<void> {
  const docker = await open();
  await docker
    .getContainer(container)
    .start()
    .catch((error: unknown) => {
      // 304: it runs already.
      if (statusOf(error) !== 304) throw error;
    });
}
