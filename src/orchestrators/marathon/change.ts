import { unfinished } from "../dynamic";
import { type App, findApp, type MarathonError, request, type RunningApp, type Started } from "./api";
import { changeOf } from "./difference";
import { settle, sleep } from "./settle";

// Part of what Pulumi writes into the state: see ../dynamic.ts.

/** What a stack wants of an app. */
export interface AppInputs {
  /** Where Marathon responds. */
  url: string;
  app: App;
  /** Whether a change that fails is rolled back. */
  rollback: boolean;
  /** Seconds without progress after which a change has failed. */
  patienceSeconds: number;
}

export interface AppState extends AppInputs {
  /** The deployment that a failed change has left running; the next change may end it. */
  unfinished?: string;
}

const RETRY_SECONDS = 2;

/**
 * Starts the deployment of a change of an app that exists, or of one that somebody has deleted.
 * @param former the definition that was sent last.
 * @param own deployments that this stack itself has left unfinished.
 */
export async function change(
  inputs: AppInputs,
  running: RunningApp | undefined,
  former: App,
  own: string[],
): Promise<Partial<Started>> {
  const { url, app } = inputs;
  const body = changeOf(running, former, app);
  // If a deployment runs all the same, it leads to what is wanted: an `up` was interrupted, or has failed.
  if (!body) return { deploymentId: running?.deployments[0]?.id };
  const partial = body !== app;
  return submit(inputs, own, (force) =>
    request<Started>(url, "PUT", `/v2/apps${app.id}?partialUpdate=${partial}&force=${force}`, { body }),
  );
}

/**
 * Sends a change, again and again while another deployment locks the app. It is only forced to end deployments that this
 * stack itself has left unfinished.
 */
export async function submit<T>(
  { url, app, patienceSeconds }: AppInputs,
  own: string[],
  send: (force: boolean) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    try {
      return await send(false);
    } catch (error) {
      const { locks } = error as MarathonError;
      if (!locks?.length) throw error;
      if (locks.every((id) => own.includes(id))) return await send(true);
      if (Date.now() > deadline) {
        const remedy = locks.map((id) => `\`curl -X DELETE ${url}/v2/deployments/${id}\``).join(" and ");
        throw new Error(
          `${app.id} is locked: another deployment still runs after ${patienceSeconds} s. Roll it back with ${remedy}`,
          { cause: error },
        );
      }
    }
    await sleep(RETRY_SECONDS);
  }
}

/**
 * Waits until a change is complete. Marathon would go on with a failing one forever, so it is rolled back if the contract
 * wants that.
 * @param isInState whether the app is in the stack's state already.
 * @throws with the state that the app is left in, unless the stack's state has it.
 */
export async function finish(
  inputs: AppInputs,
  { deploymentId, version }: Partial<Started>,
  isInState: boolean,
): Promise<AppState> {
  const { url, app, rollback, patienceSeconds } = inputs;
  const problem = await settle({ url, id: app.id, app: "present", deploymentId, version, patienceSeconds });
  if (!problem) return inputs;
  const failure = `${app.id} has not become as wanted: ${problem}`;
  if (!rollback || !deploymentId) throw incomplete(failure, inputs, deploymentId);

  const reverse = await rollBack(inputs, deploymentId);
  if (reverse.problem) {
    throw incomplete(
      `${failure}. The rollback has failed, too: ${reverse.problem}`,
      inputs,
      reverse.deploymentId,
    );
  }
  const { isLeft } = reverse;
  const message = `${failure}. Rolled back: ${isLeft ? "what ran before runs again" : "the app is gone"}`;
  throw isLeft && !isInState ? incomplete(message, inputs) : new Error(message);
}

/**
 * Cancels a deployment, which makes Marathon deploy what was before it.
 * @returns the problem, if any; the deployment that runs last; and whether the app exists afterwards.
 */
async function rollBack(
  { url, app, patienceSeconds }: AppInputs,
  deploymentId: string,
): Promise<{ problem?: string; deploymentId: string; isLeft?: boolean }> {
  let last = deploymentId;
  try {
    last = (await request<Started>(url, "DELETE", `/v2/deployments/${deploymentId}`)).deploymentId;
    const problem = await settle({ url, id: app.id, app: "either", deploymentId: last, patienceSeconds });
    return { problem, deploymentId: last, isLeft: (await findApp(url, app.id)) !== undefined };
  } catch (error) {
    return { problem: (error as Error).message, deploymentId: last };
  }
}

const incomplete = (message: string, inputs: AppInputs, deploymentId?: string): Error =>
  unfinished(inputs.app.id, { ...inputs, unfinished: deploymentId }, new Error(message));
