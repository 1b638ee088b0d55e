import { type ClientRequest, type IncomingMessage, request as http } from "node:http";
import { request as https, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import { linesOf, type LogOptions } from "../lines";
import { type Clients, describeStatus, messageIn } from "./client";

/**
 * The log of a pod's container, as `kubectl logs` shows it.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 * @throws Error with the API server's reason if there is no log.
 */
export async function* readLog(
  clients: Clients,
  { namespace, name }: { namespace: string; name: string },
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  const query = new URLSearchParams({ follow: String(follow) });
  if (tail !== undefined) query.set("tailLines", String(tail));
  const response = await get(clients, `/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`, signal);
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    const reason = messageIn(await text(response)) ?? describeStatus(status);
    throw new Error(`the cluster returns no log: ${reason}`);
  }
  yield* linesOf(response);
}

/** The client's own methods return a log only once it is complete, or hide that its connection broke. */
async function get(
  { config, address }: Clients,
  path: string,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = { signal };
  await config.applyToHTTPSOptions(options);
  const request = address.startsWith("http:") ? http : https;
  return new Promise((resolve, reject) => {
    const call: ClientRequest = request(address + path, options, resolve);
    call.on("error", reject).end();
  });
}
