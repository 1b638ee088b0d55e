import type { Task } from "@aws-sdk/client-ecs";
import type { Clients } from "./client";
import { describeService, type ServiceId } from "./tasks";

/** How ECS names what the load balancer finds. Other states, such as `initial`, are not yet known. */
const HEALTH = { healthy: "HEALTHY", unhealthy: "UNHEALTHY" } as const;

/**
 * Completes the health of a service's tasks: of one whose container has no check, ECS reports UNKNOWN for ever, and only the
 * load balancer knows.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html (healthStatus)
 * @param checked whether the containers of task definitions have a check, by ARN, as far as it is known: they never change.
 */
export async function balanced(
  clients: Clients,
  service: ServiceId,
  tasks: Task[],
  checked: Map<string, boolean>,
): Promise<Task[]> {
  const unknown = tasks.filter((task) => task.healthStatus === "UNKNOWN" && task.lastStatus === "RUNNING");
  const definitions = new Set(unknown.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []));
  for (const arn of definitions) {
    if (!checked.has(arn)) checked.set(arn, await hasCheck(clients, arn));
  }
  const isUnchecked = ({ taskDefinitionArn = "" }: Task) => checked.get(taskDefinitionArn) === false;
  if (!unknown.some(isUnchecked)) return tasks;
  const states = await targetStates(clients, service);
  return tasks.map((task) => {
    const health = HEALTH[states.get(addressOf(task)) as keyof typeof HEALTH];
    return unknown.includes(task) && isUnchecked(task) && health ? { ...task, healthStatus: health } : task;
  });
}

async function hasCheck(clients: Clients, taskDefinition: string): Promise<boolean> {
  const { sdk, send } = await clients.ecs();
  const found = await send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition }));
  return Boolean(found.taskDefinition?.containerDefinitions?.[0]?.healthCheck);
}

/** The states of the load balancer's targets, by their addresses. */
async function targetStates(clients: Clients, id: ServiceId): Promise<Map<string, string>> {
  const service = await describeService(await clients.ecs(), id);
  const TargetGroupArn = service.loadBalancers?.[0]?.targetGroupArn;
  const { sdk, send } = await clients.balancing();
  const { TargetHealthDescriptions = [] } = await send(
    new sdk.DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return new Map(
    TargetHealthDescriptions.map(({ Target, TargetHealth }) => [Target?.Id ?? "", TargetHealth?.State ?? ""]),
  );
}

const addressOf = ({ containers }: Task) =>
  containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? "no address";
