/** `traffic` comes from users, `probe` from the orchestrator and monitoring; `control` injects faults. */
export type RouteClass = "traffic" | "probe" | "control";

/** A request as the handlers see it. No handler needs the body. */
export interface Request {
  /** What follows the question mark. */
  query: string;
}

/** A response, sent in one piece. */
export interface Reply {
  status: number;
  /** Its headers as names and values in turn, but for those of the connection. */
  headers: readonly string[];
  body: string;
  /** Close the connection after the response. */
  close?: boolean;
  /** Runs once the response is sent or the client has disconnected. */
  afterwards?: () => void;
}

export type Handler = (request: Request) => Reply | Promise<Reply>;

/** The class of one path and its handlers by method. The handler for GET also serves HEAD. */
export interface Route {
  class: RouteClass;
  methods: Partial<Record<"GET" | "POST" | "DELETE", Handler>>;
}

export type Routes = ReadonlyMap<string, Route>;

const SECURITY = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A response of this media type. Its headers are put together now: one that does not change can be sent many times. */
export function reply(status: number, type: string, body: string, headers?: Record<string, string>): Reply {
  const all = {
    ...SECURITY,
    "content-type": type,
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  };
  return { status, headers: Object.entries(all).flat(), body };
}

/** A response in JSON. */
export const json = (status: number, value: unknown, headers?: Record<string, string>): Reply =>
  reply(status, "application/json; charset=utf-8", JSON.stringify(value) + "\n", headers);

/** Returns the handler for a method, or one that responds with 405 and the allowed methods. */
export function handlerFor(route: Route, method: string): Handler {
  const handler = route.methods[(method === "HEAD" ? "GET" : method) as keyof Route["methods"]];
  if (handler) return handler;
  const allowed = Object.keys(route.methods).flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
  return () => json(405, { error: "method not allowed" }, { allow: allowed.join(", ") });
}
