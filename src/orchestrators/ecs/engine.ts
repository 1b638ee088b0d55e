import type { Service, Task } from "@aws-sdk/client-ecs";
import type { Engine, Instance, Probe } from "../engine";
import { isLoopback, reasonOf, withTimeout } from "../../common/reach";
import { connect, type EcsApi } from "./client";
import { awsConnection } from "./connection";
import { identify, killContainer } from "./emulator";
import { logs } from "./logs";
import { partsOf } from "./reference";
import { rolloutOf } from "./rollout";

/** A call that nobody waits for any more must not keep the process. */
const PROBE_SECONDS = 3;
const REMEDY = {
  emulator: "pip install ministack docker && ministack   (AWS_ENDPOINT_URL says where it is looked for)",
  aws: "aws configure   (or for an emulator: export AWS_ENDPOINT_URL=http://localhost:4566)",
};

export const engine: Engine = {
  async probe(): Promise<Probe> {
    try {
      return await withTimeout(find());
    } catch (error) {
      const { endpoint } = awsConnection();
      return {
        reachable: false,
        reason: `${endpoint ? "what AWS_ENDPOINT_URL points at" : "AWS"} cannot be asked: ${reasonOf(error)}`,
        remedy: endpoint ? REMEDY.emulator : REMEDY.aws,
      };
    }
  },

  async instances(reference) {
    const api = await connect(partsOf(reference));
    const tasks = await tasksOf(api, reference);
    // Emulators may ignore health checks: what runs there without a verdict is as ready as it will be.
    const unchecked = api.endpoint !== undefined && (await identify(api.endpoint)) !== undefined;
    return tasks
      .filter(({ lastStatus }) => lastStatus !== "STOPPED")
      .map((task) => toInstance(task, unchecked));
  },

  async rollout(reference) {
    const { region, cluster, service } = partsOf(reference);
    const api = await connect({ region });
    const found = await serviceOf(api, reference);
    const { ListServiceDeploymentsCommand } = api.sdk;
    const { serviceDeployments } = await api.send(new ListServiceDeploymentsCommand({ cluster, service }));
    return rolloutOf(found, serviceDeployments ?? []);
  },

  /**
   * AWS ends a task with SIGTERM first and SIGKILL after `stopTimeout`; it has nothing more abrupt. In MiniStack the
   * task's container is killed at once.
   */
  async kill(reference, id) {
    const { region, cluster } = partsOf(reference);
    const api = await connect({ region });
    const emulator = api.endpoint && (await identify(api.endpoint));
    if (emulator && emulator.product === "MiniStack") {
      const [task] = await describe(api, cluster, [id]);
      if (!task?.taskArn) throw new Error(`there is no task ${id} in the cluster ${cluster}`);
      await killContainer(task.taskArn);
      return;
    }
    await api.send(new api.sdk.StopTaskCommand({ cluster, task: id, reason: "Killed by Podium" }));
  },

  logs,
};

async function find(): Promise<Probe> {
  const api = await connect({ seconds: PROBE_SECONDS });
  const emulator = api.endpoint ? await identify(api.endpoint) : undefined;
  await api.send(new api.sdk.ListClustersCommand({ maxResults: 1 }));
  const local = api.endpoint !== undefined && isLoopback(api.endpoint);
  return {
    reachable: true,
    product: emulator?.product ?? "Amazon ECS",
    version: emulator?.version ?? "API 2014-11-13",
    // AWS does not run on this machine, whatever it is that answers there.
    kind: emulator || local ? "emulator" : "real",
    address: await api.address(),
    local,
  };
}

async function serviceOf(api: EcsApi, reference: string): Promise<Service> {
  const { cluster, service } = partsOf(reference);
  const { services } = await api.send(new api.sdk.DescribeServicesCommand({ cluster, services: [service] }));
  const found = services?.find(({ status }) => status !== "INACTIVE");
  if (!found) throw new Error(`there is no service ${reference}`);
  return found;
}

/** All tasks of the service, those that ECS is ending or has ended within the last hour included. */
async function tasksOf(api: EcsApi, reference: string): Promise<Task[]> {
  const { cluster, service } = partsOf(reference);
  try {
    const arns = [
      ...(await listTasks(api, cluster, service, "RUNNING")),
      ...(await listTasks(api, cluster, service, "STOPPED")),
    ];
    return await describe(api, cluster, [...new Set(arns)]);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function listTasks(
  { sdk, send }: EcsApi,
  cluster: string,
  serviceName: string,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(new sdk.ListTasksCommand({ cluster, serviceName, desiredStatus, nextToken }));
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return arns;
}

/** ECS describes at most so many tasks at once. */
const PAGE = 100;

async function describe({ sdk, send }: EcsApi, cluster: string, ids: string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = await send(new sdk.DescribeTasksCommand({ cluster, tasks: ids.slice(start, start + PAGE) }));
    tasks.push(...(page.tasks ?? []));
  }
  return tasks;
}

const isMissing = (error: unknown) =>
  ["ClusterNotFoundException", "ServiceNotFoundException"].includes((error as Error).name);

function toInstance(task: Task, unchecked: boolean): Instance {
  const container = task.containers?.[0];
  return {
    id: task.taskArn?.split("/").at(-1) ?? "",
    state: stateOf(task, unchecked),
    image: imageOf(container?.image, container?.imageDigest),
    startedAt: task.startedAt?.toISOString(),
    // Fargate shows no node, only the zone.
    node: task.availabilityZone,
  };
}

/** What a container was started from, with the digest that a tag meant. */
const imageOf = (image?: string, digest?: string) =>
  image && digest && !image.includes("@") ? `${image}@${digest}` : image;

/**
 * As the task's own health check says; the load balancer's verdict is not part of what ECS tells.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
function stateOf({ desiredStatus, lastStatus, healthStatus }: Task, unchecked: boolean): Instance["state"] {
  if (desiredStatus === "STOPPED") return "stopping";
  if (lastStatus !== "RUNNING") return "starting";
  if (healthStatus === "UNHEALTHY") return "unready";
  return healthStatus === "HEALTHY" || unchecked ? "ready" : "starting";
}
