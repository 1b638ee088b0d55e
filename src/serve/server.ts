import { randomBytes } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { pause } from "../common/pause";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import type { PageFiles } from "./page";
import type { Show } from "./show";
import { ORDERS } from "./state";

/** An order, as the page sends it. */
const orderBody = z.strictObject({
  order: z.enum(ORDERS),
  names: z.array(z.enum(ORCHESTRATOR_NAMES)).min(1),
});

export interface Serving {
  /** The page's address; with the token that its buttons need, if there are any. */
  link: string;
  /** Ends all connections, also those of clients that say nothing. */
  close(): void;
}

/** Seconds between two states. */
const TICK = 0.5;

/** The longest order names every orchestrator, in well under a kilobyte. */
const MAX_BODY_BYTES = 16_384;

const HOSTS = ["127.0.0.1", "localhost"];

/**
 * Serves the page and what it shows, to this machine only. Orders need the token. Pages of other origins get nothing,
 * whatever host name they use for this address.
 * @param port 0 for any free port.
 * @throws Error if the port is in use.
 */
export async function servePage(
  { state, order: start }: Show,
  files: PageFiles,
  port: number,
): Promise<Serving> {
  const token = randomBytes(24).toString("base64url");
  const ended = new AbortController();
  // Each page waits for it.
  setMaxListeners(0, ended.signal);

  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["data:"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
    async (context, next) => {
      const url = new URL(context.req.url);
      const origin = context.req.header("origin");
      // Another host name may be one that a foreign DNS server resolves to this machine.
      if (!HOSTS.includes(url.hostname)) return context.text("Host not allowed.", 403);
      if (origin && origin !== url.origin) return context.text("Origin not allowed.", 403);
      await next();
    },
  );
  app.get("/api/state", (context) => context.json(state()));
  // A recording does not change, and takes no orders.
  if (start) {
    app.get("/api/events", (context) =>
      streamSSE(context, async (stream) => {
        while (!stream.aborted && !ended.signal.aborted) {
          await stream.writeSSE({ data: JSON.stringify(state()) });
          await pause(TICK, ended.signal);
        }
      }),
    );
    const tooLong = bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => context.json({ error: "The request body is too long." }, 413),
    });
    app.post("/api/orders", bearerAuth({ token }), tooLong, async (context) => {
      const body = orderBody.safeParse(await context.req.json().catch(() => undefined));
      if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
      const { order, names } = body.data;
      const started = start(order, names);
      return context.json({ started }, started.length ? 202 : 409);
    });
  }
  app.get("*", (context) => {
    const path = context.req.path === "/" ? "/index.html" : context.req.path;
    const file = files.get(path);
    return file
      ? context.body(file.content, 200, { "content-type": file.type, "cache-control": "no-store" })
      : context.notFound();
  });

  // Without other options, the adaptor creates an `http.Server`.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(port, HOSTS[0]);
  await once(server, "listening");
  return {
    link: `http://${HOSTS[0]}:${(server.address() as AddressInfo).port}/${start ? `#token=${token}` : ""}`,
    close: () => {
      ended.abort();
      server.close();
      server.closeAllConnections();
    },
  };
}
