import { lastLines, linesOf, type LogOptions } from "../lines";
import { outputs } from "../merge";
import type { NomadClient } from "./client";
import { TASK } from "./names";

interface AllocationId {
  namespace: string;
  id: string;
}

/** The log of an allocation's task. */
export const readLog = (client: NomadClient, allocation: AllocationId, options: LogOptions) =>
  outputs((type) => read(client, allocation, type, options), options.follow);

/** https://developer.hashicorp.com/nomad/api-docs/client#stream-logs */
async function* read(
  client: NomadClient,
  { namespace, id }: AllocationId,
  type: "stdout" | "stderr",
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  const path = `client/fs/logs/${encodeURIComponent(id)}`;
  const query = { task: TASK, type, plain: "true", origin: "start" };
  // Nomad counts bytes, not lines: first comes what there is, then what follows after that many bytes.
  const stream = await client.stream(path, { namespace, query: { ...query, follow: "false" } }, signal);
  const now = Buffer.concat((await stream.toArray()) as Buffer[]);
  yield* lastLines(now.toString(), tail);
  if (!follow) return;
  const rest = { ...query, follow: "true", offset: String(now.length) };
  yield* linesOf(await client.stream(path, { namespace, query: rest }, signal));
}
