import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { handlerFor, json, type Reply, type Route } from "./http";
import { complain } from "./log";
import { createRoutes, type Service } from "./routes";

/**
 * The idle timeout that the service announces to clients. A client that honours it sends nothing on a connection that
 * has been idle for longer, so closing such a connection loses no request.
 */
export const ANNOUNCED_IDLE_SECONDS = 5;
/** The actual idle timeout: longer than that of load balancers (usually 60 s), so that they close first. */
const REAL_IDLE_SECONDS = 75;

const KEEP_ALIVE = `timeout=${ANNOUNCED_IDLE_SECONDS}`;
const MAX_HEADER_BYTES = 8192;
const MAX_BODY_BYTES = 16_384;

const KEEP = ["connection", "keep-alive", "keep-alive", KEEP_ALIVE];
const CLOSE = ["connection", "close"];

/** Creates the HTTP server, which does not listen yet. */
export function createServer(service: Service): Server {
  const routes = createRoutes(service);
  const options = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: REAL_IDLE_SECONDS * 1000 };

  return createHttpServer(options, (request, response) => {
    const { url = "/" } = request;
    const end = url.indexOf("?");
    const path = end < 0 ? url : url.slice(0, end);
    const route = routes.get(path);
    observe(service, route?.class ?? "traffic", response);
    const handle = (): Reply | Promise<Reply> =>
      route
        ? handlerFor(route, request.method ?? "GET")({ query: end < 0 ? "" : url.slice(end + 1) })
        : json(404, { error: "not found" });
    const failed = (error: unknown) => {
      if (!response.destroyed) complain(`${path}: ${(error as Error).stack}`);
      send(service, response, json(500, { error: "internal error" }));
    };
    // The common case takes no detour: the service is the instrument of every measurement, and should not be its slowest part.
    const isPlain = !service.closing && !service.faults.any && !hasBody(request);
    try {
      const answer = isPlain ? handle() : replyLater(service, route, request, response, handle);
      if (answer instanceof Promise) answer.then((each) => send(service, response, each)).catch(failed);
      else send(service, response, answer);
    } catch (error) {
      failed(error);
    }
  });
}

function observe({ metrics }: Service, routeClass: Route["class"], response: ServerResponse): void {
  const begin = performance.now();
  metrics.begin(routeClass);
  response.once("close", () => {
    // 499, as in nginx: the client disconnected before the response was sent.
    const code = response.writableFinished ? response.statusCode : 499;
    metrics.end(routeClass, code, (performance.now() - begin) / 1000);
  });
}

async function replyLater(
  { faults, closing }: Service,
  route: Route | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  handle: () => Reply | Promise<Reply>,
): Promise<Reply> {
  await closing;
  // A hung process serves neither probes nor traffic. Only the control routes respond, to clear the hang.
  if (route?.class !== "control") await faults.hold(response);
  if (!(await discardBody(request)))
    return { ...json(413, { error: "the request body is too long" }), close: true };
  if (route === undefined || route.class === "traffic") {
    const { latencyMs } = faults.state;
    if (latencyMs > 0) await sleep(latencyMs);
    faults.work();
    if (faults.fails()) return json(500, { error: "fault" });
  }
  return handle();
}

/** Whether a body follows, without the cost of parsing all headers: https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasBody({ rawHeaders }: IncomingMessage): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (/^(content-length|transfer-encoding)$/i.test(rawHeaders[index]!)) return true;
  return false;
}

/** Discards the body; returns false if it is too long. An unread body can reset the connection after the response. */
async function discardBody(request: IncomingMessage): Promise<boolean> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > MAX_BODY_BYTES) return false;
  if (announced === 0 && !request.headers["transfer-encoding"]) return true;
  let received = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    received += (chunk as Buffer).length;
    if (received > MAX_BODY_BYTES) return false;
  }
  return true;
}

function send(service: Service, response: ServerResponse, answer: Reply): void {
  if (answer.afterwards) response.once("close", answer.afterwards);
  // Decided now, not on arrival: a drain may have begun in the meantime.
  const keep = response.shouldKeepAlive && !service.draining && !answer.close;
  response.writeHead(answer.status, [...answer.headers, ...(keep ? KEEP : CLOSE)]);
  response.end(answer.body);
}
