import {
  type App,
  findApp,
  type RunningApp,
  type RunningDeployment,
  runningDeployments,
  type Task,
} from "./api";

// Part of what Pulumi writes into the state: see ../dynamic.ts.

const POLL_SECONDS = 1;

export const sleep = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1000));

/** A change to wait for. */
export interface Change {
  url: string;
  /** The app's. */
  id: string;
  /** Whether the app exists afterwards. */
  app: "present" | "absent" | "either";
  /** The deployment that makes the change; undefined: any that affects the app. */
  deploymentId?: string;
  /** The app's version once the change is made; undefined: any. */
  version?: string;
  /** Seconds without progress after which it has failed. */
  patienceSeconds: number;
}

/**
 * Waits until a change is complete: its deployment has ended, the app has the wanted version, and exactly the wanted
 * number of tasks runs, all healthy and none of them older. The end of the deployment alone proves nothing: a deployment
 * that is cancelled ends, too.
 * @returns the problem; undefined if there is none.
 */
export async function settle(change: Change): Promise<string | undefined> {
  let least = Infinity;
  let deadline = Date.now() + change.patienceSeconds * 1000;
  for (;;) {
    // A look may fail while Marathon elects another leader, so it is repeated.
    const found = await look(change).catch((error: Error): Look => ({
      left: Infinity,
      problem: error.message,
    }));
    if (!found.problem || found.final) return found.problem;
    if (found.left < least) {
      least = found.left;
      deadline = Date.now() + change.patienceSeconds * 1000;
    }
    if (Date.now() > deadline) return `no progress for ${change.patienceSeconds} s: ${found.problem}`;
    await sleep(POLL_SECONDS);
  }
}

export interface Look {
  /** Old tasks that have yet to stop and new ones that have yet to become healthy. */
  left: number;
  problem?: string;
  /** Whether waiting cannot help. */
  final?: boolean;
}

async function look(change: Change): Promise<Look> {
  // In this order: what the app reports is then at least as new as the end of the deployment.
  const deployments = await runningDeployments(change.url);
  const app = await findApp(change.url, change.id);
  const deployment = deployments.find(({ id, affectedApps }) =>
    change.deploymentId ? id === change.deploymentId : affectedApps.includes(change.id),
  );
  if (!app) {
    if (change.app === "present") return { left: 0, problem: "somebody has deleted the app", final: true };
    return deployment ? { left: 0, problem: "its tasks are still stopping" } : { left: 0 };
  }
  if (change.app === "absent") {
    const { length } = app.tasks;
    return { left: length, problem: `it still exists, with ${length} tasks`, final: !deployment };
  }
  if (!deployment && change.version && app.version !== change.version) {
    return { left: 0, problem: "another deployment has replaced this one", final: true };
  }
  return progress(app, deployment);
}

/** How far an app is, with its deployment if one runs. */
export function progress(app: RunningApp, deployment: RunningDeployment | undefined): Look {
  const { instances, tasks } = app;
  const current = tasks.filter(({ version }) => version >= app.versionInfo.lastConfigChangeAt);
  const healthy = current.filter((task) => isHealthy(app, task)).length;
  const old = tasks.length - current.length;
  const left = old + Math.max(0, instances - healthy);
  if (!deployment && left === 0 && tasks.length === instances) return { left };
  const problem = [
    `${healthy} of ${instances} tasks are up to date and healthy`,
    old && `${old} of an older version ${old === 1 ? "is" : "are"} left`,
    ...complaints(app, current, deployment),
  ];
  return { left, problem: problem.filter(Boolean).join("; ") };
}

/** Whether a task runs and has passed all health checks of its app, if that has any. */
export function isHealthy({ healthChecks }: App, { state, healthCheckResults = [] }: Task): boolean {
  const isChecked = healthCheckResults.length > 0 || healthChecks?.length === 0;
  return state === "TASK_RUNNING" && isChecked && healthCheckResults.every(({ alive }) => alive);
}

/** The reasons that Marathon knows. */
function complaints(app: RunningApp, tasks: Task[], deployment: RunningDeployment | undefined): string[] {
  const { lastTaskFailure: failure } = app;
  const unready = unreadyTasks(deployment ? [deployment] : []);
  return [
    ...tasks.flatMap(({ id, healthCheckResults = [] }) =>
      healthCheckResults
        .filter(({ alive, lastFailureCause }) => !alive && lastFailureCause)
        .map(({ lastFailureCause }) => `${id} fails its health check: ${lastFailureCause}`),
    ),
    ...tasks.filter(({ id }) => unready.includes(id)).map(({ id }) => `${id} is not ready`),
    ...(failure && failure.version >= app.versionInfo.lastConfigChangeAt
      ? [`a task has failed: ${failure.message}`]
      : []),
  ];
}

/** The tasks that deployments are waiting for. Without a deployment, Marathon checks no task's readiness. */
export function unreadyTasks(deployments: RunningDeployment[]): string[] {
  return deployments
    .flatMap(({ currentActions = [] }) => currentActions)
    .flatMap(({ readinessCheckResults = [] }) => readinessCheckResults)
    .filter(({ ready }) => !ready)
    .map(({ taskId }) => taskId);
}
