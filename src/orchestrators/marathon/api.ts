import { reasonOf } from "../../common/reason";

// Part of what Pulumi writes into the state: see ../dynamic.ts.

/** Seconds that Marathon has to respond. It responds at once: what takes time is a deployment, which is polled. */
const TIMEOUT_SECONDS = 10;

/** Marathon refuses a request, or does not respond. */
export interface MarathonError extends Error {
  /** The HTTP status; undefined if Marathon did not respond. */
  status?: number;
  /** The deployments that lock the app, if that is why Marathon refuses. */
  locks?: string[];
}

/** An app's definition, as far as Podium looks into it. */
export interface App {
  /** An absolute path, e.g. `/podium-dev`. */
  id: string;
  instances: number;
  labels?: Record<string, string>;
  /** Seconds. */
  taskKillGracePeriodSeconds: number;
  container: { docker: { image: string } };
  /** Marathon's own answers always have it. */
  healthChecks?: unknown[];
  [field: string]: unknown;
}

export interface Task {
  id: string;
  state: string;
  /** The app's version that it was created from. */
  version: string;
  host?: string;
  /** The id of the Mesos agent that it runs on. */
  slaveId?: string;
  /** Of the agent's fault domain, where it has one: https://mesos.apache.org/documentation/latest/fault-domains/ */
  zone?: string;
  startedAt?: string;
  healthCheckResults?: { alive: boolean; firstSuccess?: string; lastFailureCause?: string }[];
}

/** An app as it runs. */
export interface RunningApp extends App {
  version: string;
  versionInfo: { lastConfigChangeAt: string };
  tasks: Task[];
  /** Those that change the app at this moment. */
  deployments: { id: string }[];
  lastTaskFailure?: { message: string; version: string };
}

export interface RunningDeployment {
  id: string;
  affectedApps: string[];
  currentActions?: { readinessCheckResults?: { taskId: string; ready: boolean }[] }[];
}

/** The response to a change, which is complete when the deployment is, not before. */
export interface Started {
  deploymentId: string;
  version: string;
}

/** What Marathon reports about itself. */
export interface Info {
  name?: string;
  version?: string;
  /** The id under which Mesos knows this Marathon. */
  frameworkId?: string;
  marathon_config?: { mesos_leader_ui_url?: string };
}

/**
 * One request to Marathon's REST API. The user and the password come from MARATHON_USER and MARATHON_PASSWORD, so that no
 * state contains them.
 * @throws MarathonError
 */
export async function request<T>(
  url: string,
  method: string,
  path: string,
  { body, seconds = TIMEOUT_SECONDS }: { body?: unknown; seconds?: number } = {},
): Promise<T> {
  const { MARATHON_USER: user, MARATHON_PASSWORD: password } = process.env;
  let status: number;
  let text: string;
  try {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(user && {
          authorization: `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}`,
        }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new Error(`Marathon at ${url} does not respond: ${reasonOf(error)}`, { cause: error });
  }
  const answer = parse(text);
  if (status >= 200 && status < 300 && answer) return answer as T;
  // Any server has a 404: from another one than Marathon it must not mean that an app is gone.
  if (status < 300 || (status === 404 && !/does not exist/.test(String(answer?.message)))) {
    throw new Error(`what responds at ${url} is not Marathon`);
  }
  const refusal: MarathonError = new Error(
    `Marathon refuses ${method} ${path} (${status}): ${explain(status, answer)}`,
  );
  refusal.status = status;
  refusal.locks = answer?.deployments?.map(({ id }) => id);
  throw refusal;
}

/** Like `request`, but returns undefined if Marathon does not have it. */
export async function find<T>(url: string, path: string): Promise<T | undefined> {
  try {
    return await request<T>(url, "GET", path);
  } catch (error) {
    if ((error as MarathonError).status === 404) return undefined;
    throw error;
  }
}

/** Undefined if there is no such app. */
export async function findApp(url: string, id: string): Promise<RunningApp | undefined> {
  return (await find<{ app: RunningApp }>(url, `/v2/apps${id}`))?.app;
}

/** All that run: Marathon's API only lists them. */
export const runningDeployments = (url: string) =>
  request<RunningDeployment[]>(url, "GET", "/v2/deployments");

interface Refusal {
  message?: string;
  /** The errors of each field that is not valid; other errors have a string. */
  details?: string | { path?: string; errors?: string[] }[];
  deployments?: { id: string }[];
}

function parse(text: string): Refusal | undefined {
  try {
    return JSON.parse(text) as Refusal;
  } catch {
    return undefined;
  }
}

function explain(status: number, { message, details }: Refusal = {}): string {
  const fields = Array.isArray(details)
    ? details.map(({ path, errors }) => `${path ?? "/"}: ${errors?.join(", ")}`)
    : [details];
  const remedy = status === 401 || status === 403 ? "check MARATHON_USER and MARATHON_PASSWORD" : "";
  return [message, ...fields, remedy].filter(Boolean).join("; ") || "without a reason";
}
