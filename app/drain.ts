import type { Server } from "node:http";
import { Server as TcpServer } from "node:net";
import { performance } from "node:perf_hooks";
import { setImmediate as pollOnce, setTimeout as sleep } from "node:timers/promises";
import { stopMargin, type Config } from "./config";
import type { Connections } from "./connections";
import type { Service } from "./routes";
import { ANNOUNCED_IDLE_SECONDS } from "./server";

/** Without a new connection for this long, the instance counts as out of rotation. */
const QUIET_SECONDS = 0.25;
/** How long requests are held before listening ends: clients that are about to connect do so within this time. */
const HOLD_SECONDS = 0.02;
/** Time for the last responses to reach their clients: a container's network can end with its process. */
const FLUSH_SECONDS = 0.1;
const STEP_SECONDS = 0.02;

/** The part of the service that a drain uses. */
type Draining = Pick<Service, "closing"> & {
  config: Pick<Config, "drainSeconds" | "stopSeconds">;
};

/**
 * Stops a server without cutting off a request. Resolves with the number of requests still unanswered when time is
 * up. The service must already report itself as not ready and respond with `Connection: close`.
 *
 * 1. During the drain time, the server keeps serving while the orchestrator takes the instance out of rotation.
 *    Clients leave kept-alive connections with their next response.
 * 2. The server stops listening, preferably while no new connections arrive.
 * 3. The server finishes requests in flight and ends idle connections once their clients may no longer use them. It
 *    stops waiting shortly before the stop time is over.
 */
export async function drain(server: Server, connections: Connections, service: Draining): Promise<number> {
  const { drainSeconds, stopSeconds } = service.config;
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) / 1000;
  const margin = stopMargin(stopSeconds);
  const latest = stopSeconds - margin - FLUSH_SECONDS;

  await sleep(drainSeconds * 1000);
  const latestListening = drainSeconds + (latest - drainSeconds) / 4;
  while (connections.quietSeconds < QUIET_SECONDS && elapsed() < latestListening) await step();
  service.closing = stopListening(server, connections, () => elapsed() < stopSeconds - margin / 2);
  await service.closing;

  do {
    connections.endIdle(ANNOUNCED_IDLE_SECONDS + QUIET_SECONDS, QUIET_SECONDS);
    await step();
  } while (connections.count > 0 && elapsed() < latest);
  const unanswered = connections.busy;
  connections.endIdle(0, 0);
  await sleep(FLUSH_SECONDS * 1000);
  return unanswered;
}

/**
 * Closes the listening socket while its accept queue is empty, since the kernel resets the connections in the queue.
 * Requests are held meanwhile: a client that sends without a pause connects again as soon as it has a response.
 */
async function stopListening(
  server: Server,
  connections: Connections,
  hasTime: () => boolean,
): Promise<void> {
  await sleep(HOLD_SECONDS * 1000);
  let arrivals: number;
  do {
    arrivals = connections.arrivals;
    // Accepts at most one connection: https://github.com/libuv/libuv/pull/3696
    await pollOnce();
    // A turn of the event loop that brings nothing is too short for much to arrive before the socket is closed.
  } while (connections.arrivals > arrivals && hasTime());
  // http.Server's own close() would also destroy idle connections immediately.
  TcpServer.prototype.close.call(server);
}

/** Waits a moment, then reads what has arrived in the meantime. */
async function step(): Promise<void> {
  await sleep(STEP_SECONDS * 1000);
  await pollOnce();
}
