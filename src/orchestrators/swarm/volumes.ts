import type Docker from "dockerode";
import { statusOf } from "../../docker/client";
import { WORKLOAD_LABEL } from "./owned";

/**
 * Removes what Docker leaves behind of tasks with an executable `/tmp`: volumes that nothing uses, see `taskSpec`. Only those
 * on the node of this engine, since no engine shows another's.
 */
export async function removeVolumes(docker: Docker, workload: string): Promise<void> {
  const filters = { label: [`${WORKLOAD_LABEL}=${workload}`], dangling: ["true"] };
  const { Volumes } = await docker.listVolumes({ filters });
  await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove().catch(unlessGone)));
}

/** Docker removes the volume of a container with the container. */
function unlessGone(error: unknown): void {
  if (statusOf(error) !== 404) throw error;
}
