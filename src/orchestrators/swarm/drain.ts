import type Docker from "dockerode";

/** What Podium reads of a node, and sends back: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Node */
interface NodeInspection {
  Version: { Index: number };
  Spec: { Availability: "active" | "pause" | "drain" };
  Description?: { Hostname?: string };
}

/**
 * Sets a node's availability, as `docker node update --availability` does. With `drain`, Swarm ends all its tasks at once:
 * no setting of a service spares some until others are ready.
 * https://docs.docker.com/engine/swarm/swarm-tutorial/drain-node/
 * @param name the node's host name.
 * @throws Error if there is no such node, or more than one.
 */
export async function setAvailability(
  docker: Docker,
  name: string,
  availability: "active" | "drain",
): Promise<void> {
  const nodes = (await docker.listNodes()) as (NodeInspection & { ID: string })[];
  const found = nodes.filter(({ Description }) => Description?.Hostname === name);
  if (found.length !== 1) {
    throw new Error(
      found.length
        ? `${found.length} nodes of the swarm are called ${name}`
        : `the swarm has no node called ${name}`,
    );
  }
  const { ID, Version, Spec } = found[0]!;
  if (Spec.Availability === availability) return;
  await docker.getNode(ID).update({
    _query: { version: Version.Index },
    _body: { ...Spec, Availability: availability },
  });
}
