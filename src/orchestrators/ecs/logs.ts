import { type LogOptions, nextLook, splitLines } from "../lines";
import { clientSettings, connect } from "./client";
import { partsOf } from "./reference";

/** What CloudWatch Logs gives at once at most. */
const PAGE = 10_000;

/** The log stream of a task in CloudWatch Logs, where the task definition says that the container writes. */
export async function* logs(reference: string, id: string, options: LogOptions): AsyncGenerator<string> {
  const { tail, follow, signal } = options;
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new sdk.CloudWatchLogsClient(clientSettings(partsOf(reference).region));
  const stream = await streamOf(reference, id);
  const read = (nextToken?: string) => {
    // From a token on, it is always forward.
    const start = { startFromHead: tail === undefined, limit: Math.min(tail ?? PAGE, PAGE) };
    const wanted = nextToken === undefined ? start : { startFromHead: true, limit: PAGE, nextToken };
    return client
      .send(new sdk.GetLogEventsCommand({ ...stream, ...wanted }), { abortSignal: signal })
      .catch((error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error;
        throw new Error(
          `CloudWatch Logs has no stream ${stream.logStreamName} in ${stream.logGroupName} yet`,
        );
      });
  };
  let token: string | undefined;
  for (;;) {
    const { events = [], nextForwardToken } = await read(token);
    for (const { message = "" } of events) yield* splitLines(message);
    // The same token again: there is no more at this moment.
    const isEnd = nextForwardToken === token || nextForwardToken === undefined;
    const isEnough = token === undefined && tail !== undefined;
    token = nextForwardToken;
    if ((isEnd || isEnough) && (!follow || !(await nextLook(signal)))) return;
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
async function streamOf(reference: string, id: string) {
  const { region, cluster } = partsOf(reference);
  const { sdk, send } = await connect({ region });
  const { tasks } = await send(new sdk.DescribeTasksCommand({ cluster, tasks: [id] }));
  const taskDefinition = tasks?.[0]?.taskDefinitionArn;
  if (!taskDefinition) throw new Error(`there is no task ${id} in the cluster ${cluster}`);
  const described = await send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition }));
  const container = described.taskDefinition?.containerDefinitions?.[0];
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix } =
    container?.logConfiguration?.options ?? {};
  if (!group || !prefix) throw new Error(`the task ${id} does not write to CloudWatch Logs`);
  return { logGroupName: group, logStreamName: `${prefix}/${container?.name}/${id}` };
}
