import { reasonOf } from "../../common/reach";

/** Where Marathon's own tools look for it. */
export const marathonUrl = () => process.env["MARATHON_URL"] || "http://localhost:8080";

/** Marathon answers at once; what takes time is a deployment, which is asked for again and again. */
const TIMEOUT_SECONDS = 10;

/** A refusal, or no answer at all. */
export interface MarathonError extends Error {
  /** The HTTP status; undefined where Marathon did not answer. */
  status?: number;
  /** The deployments that lock the app, where that is why Marathon refuses. */
  locks?: string[];
}

/** An app's definition, as far as Podium looks into it. */
export interface App {
  /** An absolute path, e.g. `/podium-dev`. */
  id: string;
  instances: number;
  /** Seconds. */
  taskKillGracePeriodSeconds: number;
  container: { docker: { image: string } };
  [field: string]: unknown;
}

export interface Task {
  id: string;
  state: string;
  /** The app's version that it was made from. */
  version: string;
  host?: string;
  /** The id of the Mesos agent that it is on. */
  slaveId?: string;
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

/** What a change answers: it is done when the deployment is, not before. */
export interface Started {
  deploymentId: string;
  version: string;
}

/**
 * One request to Marathon's REST API; the user and the password come from MARATHON_USER and MARATHON_PASSWORD, so that
 * they are in no state.
 * @throws MarathonError
 */
export async function request<T>(
  url: string,
  method: string,
  path: string,
  { body, seconds = TIMEOUT_SECONDS }: { body?: unknown; seconds?: number } = {},
): Promise<T> {
  const { MARATHON_USER: user, MARATHON_PASSWORD: password } = process.env;
  const base = url.replace(/\/+$/, "");
  let status: number;
  let text: string;
  try {
    const response = await fetch(base + path, {
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
    throw new Error(`Marathon at ${base} does not answer: ${reasonOf(error)}`, { cause: error });
  }
  const answer = parse(text);
  if (status >= 200 && status < 300) {
    if (!answer) throw new Error(`what answers at ${base} is not Marathon`);
    return answer as T;
  }
  const refusal: MarathonError = new Error(
    `Marathon refuses ${method} ${path} (${status}): ${explain(status, answer)}`,
  );
  refusal.status = status;
  refusal.locks = answer?.deployments?.map(({ id }) => id);
  throw refusal;
}

/** Like `request`, but undefined where Marathon does not have it. */
export async function find<T>(url: string, path: string): Promise<T | undefined> {
  try {
    return await request<T>(url, "GET", path);
  } catch (error) {
    if ((error as MarathonError).status === 404) return undefined;
    throw error;
  }
}

/** Undefined where there is no such app. */
export async function findApp(url: string, id: string): Promise<RunningApp | undefined> {
  return (await find<{ app: RunningApp }>(url, `/v2/apps${id}`))?.app;
}

/** All that run; one of them cannot be asked for alone. */
export const runningDeployments = (url: string) =>
  request<RunningDeployment[]>(url, "GET", "/v2/deployments");

interface Refusal {
  message?: string;
  /** Of a validation, each wrong field with what is wrong; of other errors a text. */
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
  const remedy = status === 401 || status === 403 ? "MARATHON_USER and MARATHON_PASSWORD tell who asks" : "";
  return [message, ...fields, remedy].filter(Boolean).join("; ") || "without a reason";
}
