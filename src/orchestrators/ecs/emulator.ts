/** An emulator of AWS, in its own words. */
export interface Emulator {
  product: "MiniStack" | "LocalStack";
  version: string;
}

const HEALTH = { MiniStack: "/_ministack/health", LocalStack: "/_localstack/health" } as const;
const SECONDS = 2;

/** Which emulator answers at this base URL; undefined if it is none that is known, such as AWS itself. */
export async function identify(endpoint: string): Promise<Emulator | undefined> {
  const products = Object.keys(HEALTH) as Emulator["product"][];
  const found = await Promise.all(products.map((product) => ask(endpoint, product)));
  return found.find((emulator) => emulator !== undefined);
}

async function ask(endpoint: string, product: Emulator["product"]): Promise<Emulator | undefined> {
  try {
    const answer = await fetch(endpoint + HEALTH[product], { signal: AbortSignal.timeout(SECONDS * 1000) });
    const { version, services } = (await answer.json()) as { version?: unknown; services?: unknown };
    return answer.ok && services && typeof version === "string" ? { product, version } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Kills the container that MiniStack runs a task in, with SIGKILL. MiniStack replaces a task whose container has died,
 * but not one that was ended by StopTask, where AWS replaces both.
 * @throws if the Docker engine that `DOCKER_HOST` or the default socket leads to does not run it.
 */
export async function killContainer(taskArn: string): Promise<void> {
  const { default: Docker } = await import("dockerode");
  const docker = new Docker({ timeout: SECONDS * 1000 });
  const filters = { label: [`com.amazonaws.ecs.task-arn=${taskArn}`] };
  const containers = await docker.listContainers({ filters });
  if (!containers.length) throw new Error(`the Docker engine here runs no container of the task ${taskArn}`);
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).kill({ signal: "SIGKILL" })));
}
