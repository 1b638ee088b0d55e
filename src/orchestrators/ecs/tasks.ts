import type { Service, Task } from "@aws-sdk/client-ecs";
import type { EcsApi } from "./client";

/** A service by the cluster that it is in, see `clusterId`. */
export interface ServiceId {
  cluster: string;
  service: string;
}

/**
 * A service that has not been deleted.
 * @throws Error if there is none.
 */
export async function describeService(
  { sdk, send }: EcsApi,
  { cluster, service }: ServiceId,
): Promise<Service> {
  const { services } = await send(new sdk.DescribeServicesCommand({ cluster, services: [service] }));
  const found = services?.find(({ status }) => status !== "INACTIVE");
  if (!found) throw new Error(`there is no service ${service} in the cluster ${cluster}`);
  return found;
}

/** All tasks of a service, including those that ECS is ending or has ended within the last hour. */
export async function tasksOf(api: EcsApi, id: ServiceId): Promise<Task[]> {
  try {
    const arns = [...(await listTasks(api, id, "RUNNING")), ...(await listTasks(api, id, "STOPPED"))];
    return await describeTasks(api, id.cluster, [...new Set(arns)]);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * One task, by the last part of its ARN.
 * @throws Error if there is none.
 */
export async function describeTask(api: EcsApi, cluster: string, id: string): Promise<Task> {
  const [task] = await describeTasks(api, cluster, [id]);
  if (!task) throw new Error(`there is no task ${id} in the cluster ${cluster}`);
  return task;
}

async function listTasks(
  { sdk, send }: EcsApi,
  { cluster, service: serviceName }: ServiceId,
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

/**
 * The most tasks that ECS describes in one call.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
const PAGE = 100;

async function describeTasks({ sdk, send }: EcsApi, cluster: string, ids: string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = await send(new sdk.DescribeTasksCommand({ cluster, tasks: ids.slice(start, start + PAGE) }));
    tasks.push(...(page.tasks ?? []));
  }
  return tasks;
}

const isMissing = (error: unknown) =>
  ["ClusterNotFoundException", "ServiceNotFoundException"].includes((error as Error).name);
