import type { Engine, Instance, Probe } from "../engine";
import { isLoopback } from "../../common/reach";
import {
  type App,
  find,
  findApp,
  type MarathonError,
  marathonUrl,
  request,
  type RunningApp,
  runningDeployments,
  type Task,
} from "./api";
import { logs } from "./logs";
import { isHealthy, progress, unreadyTasks } from "./settle";

const PROBE_SECONDS = 3;

/** What Marathon says of itself; much else answers on port 8080. */
interface Info {
  name?: string;
  version?: string;
}

export const engine: Engine = {
  async probe(): Promise<Probe> {
    const address = marathonUrl();
    const stranger = `what answers at ${address} is not Marathon`;
    try {
      const { name, version } = await request<Info>(address, "GET", "/v2/info", { seconds: PROBE_SECONDS });
      if (!name || !version || !/marathon/i.test(name)) {
        return { reachable: false, reason: stranger, remedy: remedy() };
      }
      const kind = /stand-in/i.test(`${name} ${version}`) ? "stand-in" : "real";
      return { reachable: true, product: name, version, kind, address, local: isLoopback(address) };
    } catch (error) {
      const { message, status } = error as MarathonError;
      return { reachable: false, reason: status === 404 ? stranger : message, remedy: remedy(status) };
    }
  },

  async instances(reference) {
    const url = marathonUrl();
    const [app, deployments] = await Promise.all([findApp(url, reference), runningDeployments(url)]);
    if (!app) return [];
    const unready = unreadyTasks(deployments);
    const images = await imagesOf(url, app);
    return app.tasks.map((task) => ({
      id: task.id,
      state: stateOf(task, !unready.includes(task.id)),
      image: images.get(task.version),
      startedAt: task.startedAt,
      node: task.host,
    }));
  },

  /** Marathon never gives a deployment up, so there is no other state; it is Podium's provider that goes back. */
  async rollout(reference) {
    const url = marathonUrl();
    const [app, deployments] = await Promise.all([findApp(url, reference), runningDeployments(url)]);
    if (!app) throw new Error(`Marathon has no app ${reference}`);
    const deployment = deployments.find(({ affectedApps }) => affectedApps.includes(reference));
    const { problem } = progress(app, deployment);
    return problem
      ? { state: "running", detail: problem }
      : { state: "done", detail: `version ${app.version} on ${app.instances} healthy tasks` };
  },

  /**
   * The task gets SIGTERM, and SIGKILL when its stop time is over: Marathon's API has nothing more abrupt. `scale=false`
   * leaves the number of instances, so that another task is started.
   */
  async kill(reference, id) {
    const path = `/v2/apps${reference}/tasks/${encodeURIComponent(id)}?scale=false`;
    await request(marathonUrl(), "DELETE", path);
  },

  logs,
};

const remedy = (status?: number) =>
  status === 401 || status === 403
    ? "export MARATHON_USER=… MARATHON_PASSWORD=…"
    : "export MARATHON_URL=http://HOST:PORT (on Linux with cgroup v1, all of it in one container: " +
      "docker run --rm --privileged -p 5050:5050 -p 8080:8080 mesos/mesos-mini)";

/** The image of each version of the app that tasks run; a task itself does not tell. */
async function imagesOf(url: string, app: RunningApp): Promise<Map<string, string | undefined>> {
  const versions = [...new Set(app.tasks.map(({ version }) => version))];
  const images = versions.map(async (version) => {
    const isCurrent = version >= app.versionInfo.lastConfigChangeAt;
    const definition = isCurrent ? app : await find<App>(url, `/v2/apps${app.id}/versions/${version}`);
    return [version, definition?.container.docker.image] as const;
  });
  return new Map(await Promise.all(images));
}

function stateOf(task: Task, ready: boolean): Instance["state"] {
  switch (task.state) {
    case "TASK_RUNNING":
      if (isHealthy(task) && ready) return "ready";
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
