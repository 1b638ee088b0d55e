/** What Podium reads about a Docker engine. */
export interface Info {
  /** Of its host. */
  Name?: string;
  ServerVersion: string;
  Swarm?: {
    NodeID?: string;
    LocalNodeState?: string;
    ControlAvailable?: boolean;
    Nodes?: number;
    /** Only on managers. */
    Cluster?: { ID: string };
  };
}

/**
 * A swarm of one node, which needs no address that other machines reach. By default it would listen on every interface:
 * https://docs.docker.com/reference/cli/docker/swarm/init/#listen-addr
 */
export const ONE_NODE = { AdvertiseAddr: "127.0.0.1", ListenAddr: "127.0.0.1:2377" };

/** How to get one by hand. */
export const INITIALISE = `docker swarm init --advertise-addr ${ONE_NODE.AdvertiseAddr} --listen-addr ${ONE_NODE.ListenAddr}`;

/** Why an engine that responds cannot be deployed to; undefined if it can. */
export function obstacleOf(
  { Swarm }: Info,
  isPodman: boolean,
): { reason: string; remedy: string } | undefined {
  if (isPodman) {
    return {
      reason: "the engine is Podman, which has no Swarm mode",
      remedy: "point DOCKER_HOST at a Docker engine",
    };
  }
  const state = Swarm?.LocalNodeState ?? "inactive";
  if (state === "inactive") {
    return {
      reason: "the Docker engine is not in a swarm",
      remedy: `${INITIALISE}   (by default it would listen on every interface)`,
    };
  }
  if (state !== "active") {
    return {
      reason: `the Docker engine is "${state}" in its swarm`,
      remedy: "docker info   (shows why)",
    };
  }
  if (!Swarm?.ControlAvailable) {
    return {
      reason: "the Docker engine is a worker of its swarm, and only managers accept orders",
      remedy: "point DOCKER_HOST at a manager",
    };
  }
  return undefined;
}
