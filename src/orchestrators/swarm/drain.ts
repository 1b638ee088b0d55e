import type Docker from "dockerode";
import { nameOf, type Node } from "./nodes";

/**
 * Sets a node's availability, as `docker node update --availability` does. With `drain`, Swarm ends all its tasks at once:
 * no setting of a service spares some until others are ready.
 * https://docs.docker.com/engine/swarm/swarm-tutorial/drain-node/
 * @throws Error if there is no such node, or more than one.
 */
export async function setAvailability(
  docker: Docker,
  name: string,
  availability: "active" | "drain",
): Promise<void> {
  const nodes = (await docker.listNodes()) as (Node & { Version: { Index: number } })[];
  const found = nodes.filter((node) => nameOf(node) === name);
  if (found.length !== 1) {
    throw new Error(
      found.length
        ? `${found.length} nodes of the swarm are called ${name}`
        : `the swarm has no node called ${name}`,
    );
  }
  const { ID, Version, Spec } = found[0]!;
  if (Spec?.Availability === availability) return;
  await docker.getNode(ID).update({
    _query: { version: Version.Index },
    _body: { ...Spec, Availability: availability },
  });
}
