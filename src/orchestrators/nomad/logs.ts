import { merge } from "../merge";
import { lastLines, linesOf, type LogOptions } from "../lines";
import { nomadBytes } from "./api";
import { TASK } from "./names";

/** The log of an allocation's task. Nomad keeps stdout and stderr apart, so it is known of each only what came first. */
export async function* logs(reference: string, id: string, options: LogOptions): AsyncGenerator<string> {
  const [namespace = ""] = reference.split("/");
  const streams = (["stdout", "stderr"] as const).map((type) => read(namespace, id, type, options));
  if (options.follow) return yield* merge(streams);
  for (const stream of streams) yield* stream;
}

/** https://developer.hashicorp.com/nomad/api-docs/client#stream-logs */
async function* read(
  namespace: string,
  id: string,
  type: "stdout" | "stderr",
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  const path = `client/fs/logs/${encodeURIComponent(id)}`;
  const query = { task: TASK, type, plain: "true", origin: "start" };
  // It counts in bytes, not in lines: what there is comes first, and then what follows after so many bytes.
  const stream = await nomadBytes(path, { namespace, query: { ...query, follow: "false" } }, signal);
  const now = Buffer.concat(await stream.toArray());
  yield* lastLines(now.toString(), tail);
  if (!follow) return;
  const rest = { ...query, follow: "true", offset: String(now.length) };
  yield* linesOf(await nomadBytes(path, { namespace, query: rest }, signal));
}
