/** What Podium reads about a Docker engine. */
export interface Info {
  ServerVersion: string;
  Swarm?: {
    LocalNodeState?: string;
    ControlAvailable?: boolean;
    Nodes?: number;
    /** Only on managers. */
    Cluster?: { ID: string };
  };
}

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
      remedy: "docker swarm init --advertise-addr 127.0.0.1",
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
