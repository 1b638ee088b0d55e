/** Traffic is what users send; probes come from the orchestrator and monitoring; control sets the faults. */
export type RouteClass = "traffic" | "probe" | "control";

/** A request as the handlers see it; none of them needs a body. */
export interface Request {
  query: URLSearchParams;
}

/** An answer, sent in one piece. */
export interface Reply {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
  /** The connection cannot be used again. */
  close?: boolean;
  /** Runs once the answer has left, or its client. */
  afterwards?: () => void;
}

export type Handler = (request: Request) => Reply | Promise<Reply>;

/** One path: its class, and its handlers by method. HEAD is answered wherever GET is. */
export interface Route {
  class: RouteClass;
  methods: Partial<Record<"GET" | "POST" | "DELETE", Handler>>;
}

export type Routes = ReadonlyMap<string, Route>;

/** An answer in JSON. */
export function json(status: number, value: unknown, headers?: Record<string, string>): Reply {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) + "\n", headers };
}

/** The handler for a method, or the answer 405 that names the methods allowed. */
export function handlerFor(route: Route, method: string): Handler {
  const handler = route.methods[(method === "HEAD" ? "GET" : method) as keyof Route["methods"]];
  if (handler) return handler;
  const allowed = Object.keys(route.methods).flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
  return () => json(405, { error: "method not allowed" }, { allow: allowed.join(", ") });
}
