import type { Server } from "node:http";
import { Server as TcpServer } from "node:net";
import { performance } from "node:perf_hooks";
import { setImmediate as afterPoll, setTimeout as sleep } from "node:timers/promises";
import { stopMargin, type Config } from "./config";
import type { Connections } from "./connections";
import { ANNOUNCED_IDLE_SECONDS } from "./server";

/** Without a new connection for so long, nobody is about to be refused. */
const QUIET_SECONDS = 0.25;
/** Time for the last answers to reach their clients: a container's network can end with its process. */
const FLUSH_SECONDS = 0.1;
const STEP_SECONDS = 0.02;

/**
 * Stops a server without cutting a request, and resolves with the number of requests left unanswered when
 * the time is up. Readiness must already say no and answers already carry `Connection: close`.
 *
 * 1. For the drain time everything is served as before, while the orchestrator takes the instance out of
 *    rotation and clients on kept connections leave with their next answer.
 * 2. Listening ends, at a moment without new connections if there is one.
 * 3. Connections still idle are ended once their clients may no longer use them; requests in flight are
 *    finished. This takes until the stop time less a margin, at most.
 */
export async function drain(
  server: Server,
  connections: Connections,
  { drainSeconds, stopSeconds }: Pick<Config, "drainSeconds" | "stopSeconds">,
): Promise<number> {
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) / 1000;
  const latest = stopSeconds - stopMargin(stopSeconds) - FLUSH_SECONDS;

  await sleep(drainSeconds * 1000);
  const latestListening = drainSeconds + (latest - drainSeconds) / 4;
  while (connections.quietSeconds < QUIET_SECONDS && elapsed() < latestListening) await step();
  await stopListening(server);

  while (connections.count > 0 && elapsed() < latest) {
    connections.endIdle(ANNOUNCED_IDLE_SECONDS + QUIET_SECONDS, QUIET_SECONDS);
    await step();
  }
  const unanswered = connections.busy;
  connections.endIdle(0, 0);
  await sleep(FLUSH_SECONDS * 1000);
  return unanswered;
}

/** What has arrived is accepted first: a connection still in the queue would be reset. */
async function stopListening(server: Server): Promise<void> {
  await afterPoll();
  // Not http.Server's close(), which would also destroy the idle connections at once.
  TcpServer.prototype.close.call(server);
}

/** A moment later, when what has arrived meanwhile has been read. */
async function step(): Promise<void> {
  await sleep(STEP_SECONDS * 1000);
  await afterPoll();
}
