import { z } from "zod";
import { environmentHost } from "../../docker/host";

/** A swarm, by the Docker engine of one of its managers. */
export const schema = z.object({
  /** Its address, as in `DOCKER_HOST`, e.g. `unix:///var/run/docker.sock`. */
  host: z.string(),
});

export type SwarmConnection = z.infer<typeof schema>;

/**
 * The engine that the configuration names, or else `DOCKER_HOST`, or else the one at this machine's socket.
 * @throws Failure if `DOCKER_HOST` is needed and not an address.
 */
export const connectionOf = ({ host }: Partial<SwarmConnection>): SwarmConnection => ({
  host: host ?? environmentHost(),
});
