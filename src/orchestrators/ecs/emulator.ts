import { PROBE_SECONDS } from "../../common/reach";
import { connect } from "../../docker/client";

/** An emulator of AWS, in its own words. */
export interface Emulator {
  product: "MiniStack" | "LocalStack";
  version: string;
}

// MiniStack also answers at LocalStack's path, so its own comes first.
const HEALTH = { MiniStack: "/_ministack/health", LocalStack: "/_localstack/health" } as const;

/**
 * The emulator that responds at this base URL, as it describes itself; undefined for anything else, such as AWS itself.
 * @throws Error if nothing responds there.
 */
export async function identify(endpoint: string): Promise<Emulator | undefined> {
  const products = Object.keys(HEALTH) as Emulator["product"][];
  const found = await Promise.all(products.map((product) => query(endpoint, product)));
  return found.find((emulator) => emulator !== undefined);
}

async function query(endpoint: string, product: Emulator["product"]): Promise<Emulator | undefined> {
  const response = await fetch(endpoint + HEALTH[product], {
    signal: AbortSignal.timeout(PROBE_SECONDS * 1000),
  });
  const body = (await response.json().catch(() => ({}))) as { version?: unknown; services?: unknown };
  const { version, services } = body;
  return response.ok && services && typeof version === "string" ? { product, version } : undefined;
}

/**
 * Sends SIGKILL to the container that MiniStack runs a task in. MiniStack replaces a task whose container has died, but
 * not one that StopTask has ended; AWS replaces both.
 * @throws Error if the Docker engine that `DOCKER_HOST` or the default socket leads to does not run the task.
 */
export async function killContainer(taskArn: string): Promise<void> {
  const docker = await connect();
  const filters = { label: [`com.amazonaws.ecs.task-arn=${taskArn}`] };
  const containers = await docker.listContainers({ filters });
  if (!containers.length) {
    throw new Error(`the Docker engine on this machine runs no container of the task ${taskArn}`);
  }
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).kill({ signal: "SIGKILL" })));
}
