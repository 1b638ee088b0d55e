import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { addressOf } from "./address";

/** Seconds that the agent has to answer. */
const ANSWER_SECONDS = 5;

/** Nomad's answer where it is none of success. */
export class NomadError extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`Nomad answers ${status}: ${text.trim().slice(0, 200)}`);
  }
}

export interface Request {
  method?: "GET" | "PUT";
  namespace?: string;
  query?: Record<string, string>;
  body?: unknown;
  seconds?: number;
}

/**
 * Calls Nomad's HTTP API at `NOMAD_ADDR` with `NOMAD_TOKEN` and `NOMAD_REGION`, as the command line does.
 * @throws NomadError when the answer is no success, another error when there is none in time.
 */
export async function nomad<T>(path: string, request: Request = {}): Promise<T> {
  const { seconds = ANSWER_SECONDS } = request;
  const text = await (await send(path, request, AbortSignal.timeout(seconds * 1000))).text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/**
 * Calls it for bytes that come one after the other, until `signal` is given.
 * @throws NomadError when the answer is no success.
 */
export async function nomadBytes(path: string, request: Request, signal?: AbortSignal): Promise<Readable> {
  const { body } = await send(path, request, signal);
  return body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]);
}

async function send(path: string, request: Request, signal?: AbortSignal): Promise<Response> {
  const { method = "GET", namespace, query = {}, body } = request;
  const { NOMAD_TOKEN: token, NOMAD_REGION: region } = process.env;
  const url = new URL(`/v1/${path}`, addressOf());
  for (const [key, value] of Object.entries({ ...query, namespace, region })) {
    if (value) url.searchParams.set(key, value);
  }
  const response = await fetch(url, {
    method,
    headers: token ? { "X-Nomad-Token": token } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  // Errors are plain text.
  if (!response.ok) throw new NomadError(response.status, await response.text());
  return response;
}

/** https://developer.hashicorp.com/nomad/api-docs/agent#query-self */
export interface AgentSelf {
  config: { Version: { Version: string } };
}

/** https://developer.hashicorp.com/nomad/api-docs/jobs#list-job-allocations */
export interface Allocation {
  ID: string;
  NodeName: string;
  JobVersion: number;
  DesiredStatus: "run" | "stop" | "evict";
  ClientStatus: "pending" | "running" | "complete" | "failed" | "lost" | "unknown";
  /** The one that has taken its place after a failure. */
  NextAllocation?: string;
  DeploymentStatus?: { Healthy?: boolean | null } | null;
  TaskStates?: Record<string, { State: "pending" | "running" | "dead"; StartedAt?: string | null }> | null;
}

/** https://developer.hashicorp.com/nomad/api-docs/allocations#list-allocation-health-checks */
export type Checks = Record<string, { Status: "success" | "failure" | "pending" }>;

/** https://developer.hashicorp.com/nomad/api-docs/jobs#list-job-versions */
export interface JobVersions {
  Versions: { Version: number; TaskGroups: { Tasks: { Config: { image: string } }[] }[] }[];
}

/** https://developer.hashicorp.com/nomad/api-docs/deployments */
export interface Deployment {
  JobVersion: number;
  CreateIndex: number;
  Status: string;
  StatusDescription: string;
}
