import { type LogOptions, nextLook, splitLines } from "../lines";
import type { Clients, EcsApi } from "./client";
import { describeTask } from "./tasks";

/**
 * The most events that CloudWatch Logs returns at once.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
const PAGE = 10_000;

/** The log stream of a task in CloudWatch Logs, which its task definition names. */
export async function* readLog(
  clients: Clients,
  task: { cluster: string; id: string },
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  const stream = await streamOf(await clients.ecs(), task);
  const { sdk, send } = await clients.logs();
  const read = (nextToken?: string) => {
    // A token always leads forward.
    const start = { startFromHead: tail === undefined, limit: Math.min(tail ?? PAGE, PAGE) };
    const wanted = nextToken === undefined ? start : { startFromHead: true, limit: PAGE, nextToken };
    const command = new sdk.GetLogEventsCommand({ ...stream, ...wanted });
    return send(command, { abortSignal: signal }).catch((error: Error) => {
      if (error.name !== "ResourceNotFoundException") throw error;
      throw new Error(`CloudWatch Logs has no stream ${stream.logStreamName} in ${stream.logGroupName} yet`);
    });
  };
  let token: string | undefined;
  for (;;) {
    const { events = [], nextForwardToken } = await read(token);
    for (const { message = "" } of events) yield* splitLines(message);
    // The same token again means that there is no more for now.
    const isEnd = nextForwardToken === token || nextForwardToken === undefined;
    const isEnough = token === undefined && tail !== undefined;
    token = nextForwardToken;
    if ((isEnd || isEnough) && (!follow || !(await nextLook(signal)))) return;
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
async function streamOf(api: EcsApi, { cluster, id }: { cluster: string; id: string }) {
  const { taskDefinitionArn: taskDefinition } = await describeTask(api, cluster, id);
  const described = await api.send(new api.sdk.DescribeTaskDefinitionCommand({ taskDefinition }));
  const container = described.taskDefinition?.containerDefinitions?.[0];
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix } =
    container?.logConfiguration?.options ?? {};
  if (!group || !prefix) throw new Error(`the task ${id} does not write to CloudWatch Logs`);
  return { logGroupName: group, logStreamName: `${prefix}/${container?.name}/${id}` };
}
