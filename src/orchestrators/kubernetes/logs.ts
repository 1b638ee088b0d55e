import { PassThrough } from "node:stream";
import { lastLines, linesOf, type LogOptions } from "../lines";
import { client, connect, messageOf } from "./client";

/** The log of a pod's container, as `kubectl logs` shows it. */
export async function* logs(reference: string, id: string, options: LogOptions): AsyncGenerator<string> {
  const [namespace = ""] = reference.split("/");
  const { tail: tailLines, follow, signal } = options;
  const { core, config } = await connect();
  const pod = { namespace, name: id };
  // The answer to this one also says why there is no log yet, which the other's does not.
  const now = await core
    .readNamespacedPodLog({ ...pod, tailLines: follow ? 1 : tailLines })
    .catch((error: unknown) => {
      throw new Error(`the cluster gives no log: ${messageOf(error)}`);
    });
  if (!follow) return yield* lastLines(now);
  const { spec } = await core.readNamespacedPod(pod);
  const { Log } = await client();
  const output = new PassThrough();
  const container = spec?.containers[0]?.name ?? "";
  const request = await new Log(config).log(namespace, id, container, output, { follow, tailLines });
  signal?.addEventListener("abort", () => {
    request.abort();
    output.end();
  });
  yield* linesOf(output);
}
