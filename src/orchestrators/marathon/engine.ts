import { isLoopback, PROBE_SECONDS } from "../../common/reach";
import type { Connection } from "../../program/connection";
import { isOwn } from "../../program/owner";
import type { Engine, Instance, Probe, Rollout } from "../engine";
import { kindOf } from "../kind";
import {
  type App,
  find,
  findApp,
  type Info,
  type MarathonError,
  request,
  type RunningApp,
  runningDeployments,
  type Task,
} from "./api";
import { schema } from "./connection";
import { readLog } from "./logs";
import { nodesOf } from "./nodes";
import { isHealthy, progress, unreadyTasks } from "./settle";

/** The type of its resource in Pulumi. */
const APP = "pulumi-nodejs:dynamic/marathon:App";

/** The Marathon behind a connection, through its REST API. */
export function connect(connection: Connection): Engine {
  const { url } = schema.parse(connection);
  return {
    probe: () => probe(url),
    instances: (reference) => instances(url, reference),
    nodes: () => nodesOf(url),
    rollout: (reference) => rollout(url, reference),

    /**
     * Deletes the task: SIGTERM, and SIGKILL when its stop time is over, since Marathon's API has nothing more abrupt.
     * `scale=false` keeps the number of instances, so another task is started.
     */
    async kill(reference, id) {
      const path = `/v2/apps${reference}/tasks/${encodeURIComponent(id)}?scale=false`;
      await request(url, "DELETE", path);
    },

    logs: (reference, id, options) => readLog(url, reference, id, options),
    async owned(workload) {
      const id = `/${workload}`;
      const app = await findApp(url, id);
      if (!isOwn(app?.labels)) return [];
      return [{ type: APP, id, name: `app ${id}`, remove: `curl -X DELETE ${url}/v2/apps${id}` }];
    },

    // Node.js itself keeps the connections, and lets the process end.
    close: () => undefined,
  };
}

async function probe(url: string): Promise<Probe> {
  try {
    const info = await request<Info>(url, "GET", "/v2/info", { seconds: PROBE_SECONDS });
    const { name: product, version, frameworkId } = info;
    // Much else responds on port 8080.
    if (!product || !version || !/marathon/i.test(product)) {
      return { reachable: false, reason: `what responds at ${url} is not Marathon`, remedy: remedy() };
    }
    const kind = kindOf(product, version);
    return {
      reachable: true,
      product,
      version,
      kind,
      address: url,
      identity: frameworkId ?? url,
      // A real one has no proof of its machine: neither Marathon nor Mesos reports anything but addresses, names and
      // settings, which two machines can share.
      local: kind === "stand-in" && isLoopback(url),
    };
  } catch (error) {
    const { message, status } = error as MarathonError;
    return { reachable: false, reason: message, remedy: remedy(status) };
  }
}

const remedy = (status?: number) =>
  status === 401 || status === 403
    ? "export MARATHON_USER=… MARATHON_PASSWORD=…"
    : "export MARATHON_URL=http://HOST:PORT   (on Linux with cgroup v1, one container runs all of it: " +
      "docker run --rm --privileged -p 5050:5050 -p 8080:8080 mesos/mesos-mini)";

async function instances(url: string, reference: string): Promise<Instance[]> {
  const [app, deployments] = await Promise.all([findApp(url, reference), runningDeployments(url)]);
  if (!app) return [];
  const unready = unreadyTasks(deployments);
  const images = await imagesOf(url, app);
  return app.tasks.map((task) => ({
    id: task.id,
    state: stateOf(app, task, !unready.includes(task.id)),
    image: images.get(task.version),
    startedAt: task.startedAt,
    node: task.host,
    zone: task.zone,
  }));
}

/** Marathon never gives up a deployment, so no rollout has failed; it is Podium's provider that rolls back. */
async function rollout(url: string, reference: string): Promise<Rollout> {
  const [app, deployments] = await Promise.all([findApp(url, reference), runningDeployments(url)]);
  if (!app) throw new Error(`Marathon has no app ${reference}`);
  const deployment = deployments.find(({ affectedApps }) => affectedApps.includes(reference));
  const { problem } = progress(app, deployment);
  return problem
    ? { state: "running", detail: problem }
    : { state: "done", detail: `version ${app.version} on ${app.instances} healthy tasks` };
}

/** The image of each version of the app that has tasks, since a task does not report its own. */
async function imagesOf(url: string, app: RunningApp): Promise<Map<string, string | undefined>> {
  const versions = [...new Set(app.tasks.map(({ version }) => version))];
  const images = versions.map(async (version) => {
    const isCurrent = version >= app.versionInfo.lastConfigChangeAt;
    const definition = isCurrent ? app : await find<App>(url, `/v2/apps${app.id}/versions/${version}`);
    return [version, definition?.container.docker.image] as const;
  });
  return new Map(await Promise.all(images));
}

function stateOf(app: App, task: Task, ready: boolean): Instance["state"] {
  switch (task.state) {
    case "TASK_RUNNING":
      if (isHealthy(app, task) && ready) return "ready";
      return task.healthCheckResults?.some(({ firstSuccess }) => firstSuccess) && ready
        ? "unready"
        : "starting";
    case "TASK_STAGING":
    case "TASK_STARTING":
      return "starting";
    case "TASK_KILLING":
      return "stopping";
    case "TASK_UNREACHABLE":
      return "unready";
    default:
      return "failed";
  }
}
