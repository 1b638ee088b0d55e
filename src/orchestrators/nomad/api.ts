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
  body?: unknown;
  seconds?: number;
}

/**
 * Calls Nomad's HTTP API at `NOMAD_ADDR` with `NOMAD_TOKEN` and `NOMAD_REGION`, as the command line does.
 * @throws NomadError when the answer is no success, another error when there is none in time.
 */
export async function nomad<T>(path: string, request: Request = {}): Promise<T> {
  const { method = "GET", namespace, body, seconds = ANSWER_SECONDS } = request;
  const { NOMAD_TOKEN: token, NOMAD_REGION: region } = process.env;
  const url = new URL(`/v1/${path}`, addressOf());
  if (namespace) url.searchParams.set("namespace", namespace);
  if (region) url.searchParams.set("region", region);
  const response = await fetch(url, {
    method,
    headers: token ? { "X-Nomad-Token": token } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(seconds * 1000),
  });
  const text = await response.text();
  // Errors are plain text.
  if (!response.ok) throw new NomadError(response.status, text);
  return (text ? JSON.parse(text) : undefined) as T;
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
