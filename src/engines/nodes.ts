import { openDocker } from "./machine";
import { containersOf } from "./containers";

/**
 * The container that is a further node of an engine which Podium has started: its host name is the node's. Undefined for any
 * other node, and where there is no Docker.
 * @returns its id.
 */
export async function containerOfNode(engine: string, node: string): Promise<string | undefined> {
  const docker = await openDocker().catch(() => undefined);
  if (!docker) return undefined;
  const further = (await containersOf(docker)).filter((each) => each.isExtra && each.engine === engine);
  const found = await Promise.all(further.map(async ({ id }) => docker.getContainer(id).inspect()));
  return found.find(({ Config }) => Config.Hostname === node)?.Id;
}

/** Ends a node at once, as a power failure would. Its containers run within its own, and end with it. */
export async function killNode(container: string): Promise<void> {
  await (await openDocker()).getContainer(container).kill();
}

/** Starts a node again; one that runs stays as it is. */
export async function startNode(container: string): Promise<void> {
  await (await openDocker()).getContainer(container).start().catch(unlessRunning);
}

/** Docker answers with 304 if the container runs already. */
function unlessRunning(error: unknown): void {
  if ((error as { statusCode?: number }).statusCode !== 304) throw error;
}
