import { findApp, type RunningApp, type RunningDeployment, runningDeployments, type Task } from "./api";

/** Seconds from one look to the next. */
const POLL_SECONDS = 1;

export const sleep = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1000));

/** What is waited for. */
export interface Change {
  url: string;
  /** The app's. */
  id: string;
  /** The deployment that makes the change; undefined: whichever runs, or none. */
  deploymentId?: string;
  /** The app's version once the change is made; undefined: any. */
  version?: string;
  /** Whether the app is there afterwards. */
  removed?: boolean;
  /** Seconds without progress after which it has failed. */
  patienceSeconds: number;
}

/**
 * Waits until a change is done: its deployment has ended, the app has the wanted version, and exactly the wanted number
 * of tasks runs, all healthy and none of them older. A deployment that was cancelled ends, too, so that its end alone
 * says nothing.
 * @returns what is wrong; undefined when nothing is.
 */
export async function settle(change: Change): Promise<string | undefined> {
  let least = Infinity;
  let deadline = Date.now() + change.patienceSeconds * 1000;
  for (;;) {
    // Looking may fail while Marathon elects another leader; it is tried again like anything that is not done yet.
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
  /** Old tasks that are to go and new ones that are to become healthy. */
  left: number;
  problem?: string;
  /** Whether waiting cannot help. */
  final?: boolean;
}

async function look(change: Change): Promise<Look> {
  // In this order: what the app says is then at least as new as the end of the deployment.
  const deployments = await runningDeployments(change.url);
  const app = await findApp(change.url, change.id);
  const deployment = deployments.find(({ id, affectedApps }) =>
    change.deploymentId ? id === change.deploymentId : affectedApps.includes(change.id),
  );
  if (!app) {
    if (!change.removed) return { left: 0, problem: "the app has been deleted meanwhile", final: true };
    return deployment ? { left: 0, problem: "its tasks are still stopping" } : { left: 0 };
  }
  if (change.removed) {
    const problem = `${app.tasks.length} tasks are still there`;
    return { left: app.tasks.length, problem, final: !deployment };
  }
  if (!deployment && change.version && app.version !== change.version) {
    return { left: 0, problem: "another deployment has replaced this one meanwhile", final: true };
  }
  return progress(app, deployment);
}

/** How far an app is, with its deployment if one runs. */
export function progress(app: RunningApp, deployment: RunningDeployment | undefined): Look {
  const { instances, tasks } = app;
  const current = tasks.filter(({ version }) => version >= app.versionInfo.lastConfigChangeAt);
  const healthy = current.filter(isHealthy).length;
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

/** Whether a task runs and has passed all of its health checks. */
export function isHealthy({ state, healthCheckResults }: Task): boolean {
  return (
    state === "TASK_RUNNING" && !!healthCheckResults?.length && healthCheckResults.every(({ alive }) => alive)
  );
}

/** What Marathon knows of the reasons. */
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

/** The tasks that deployments are still waiting for; when none runs, Marathon asks no task whether it is ready. */
export function unreadyTasks(deployments: RunningDeployment[]): string[] {
  return deployments
    .flatMap(({ currentActions = [] }) => currentActions)
    .flatMap(({ readinessCheckResults = [] }) => readinessCheckResults)
    .filter(({ ready }) => !ready)
    .map(({ taskId }) => taskId);
}
