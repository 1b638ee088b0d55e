import type { dynamic } from "@pulumi/pulumi";
import { type App, findApp, type MarathonError, request, type RunningApp, type Started } from "./api";
import { changeOf, inWordsOf, isEqual } from "./difference";
import { settle, sleep } from "./settle";

// Pulumi writes the provider's functions into the stack's state, with all that they refer to, and runs that text in
// another process, which knows nothing of TypeScript or of this project. So they are plain functions of plain values, and
// of Node.js they use what needs no import: whether Pulumi recognizes one depends on what has compiled this file.

/** What a stack says of an app. */
export interface AppInputs {
  /** Where Marathon answers. */
  url: string;
  app: App;
  /** Whether a change that fails is taken back. */
  rollback: boolean;
  /** Seconds without progress after which a change has failed. */
  patienceSeconds: number;
}

interface AppState extends AppInputs {
  /** The deployment that a failed change has left running; the next change may end it. */
  unfinished?: string;
}

/** Seconds from one try to change an app that is locked to the next. */
const RETRY_SECONDS = 2;

export const provider: dynamic.ResourceProvider<AppInputs, AppState> = {
  async check(_olds, news) {
    const reason = "is no URL that begins with http:// or https://";
    return { inputs: news, failures: /^https?:/.test(news.url) ? [] : [{ property: "url", reason }] };
  },

  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.url === news.url ? [] : ["url"]),
      ...(olds.app.id === news.app.id ? [] : ["app"]),
    ];
    const changes = olds.unfinished !== undefined || !isEqual(inputsOf(olds), inputsOf(news));
    // Two apps cannot have one service port.
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const { url, app } = inputs;
    const { deployments, version } = await submit(inputs, undefined, (force) =>
      request<RunningApp>(url, "POST", `/v2/apps?force=${force}`, { body: app }),
    ).catch((error: MarathonError) => {
      if (error.status !== 409 || error.locks) throw error;
      const remedy = `choose another podium:name, or remove it: curl -X DELETE ${url}/v2/apps${app.id}`;
      throw new Error(`${error.message} This stack has not made it: ${remedy}`, { cause: error });
    });
    const outs = await finish(inputs, { deploymentId: deployments[0]?.id, version }, true);
    return { id: app.id, outs };
  },

  async read(id, props) {
    if (!id || !props) throw new Error("an app of Marathon cannot be imported");
    const running = await findApp(props.url, id);
    // Without an id it is gone.
    if (!running) return { id: "" };
    return {
      id,
      props: {
        ...props,
        app: { ...inWordsOf(props.app, running), upgradeStrategy: props.app.upgradeStrategy },
      },
    };
  },

  async update(id, olds, news) {
    const { url, app } = news;
    const running = await findApp(url, id);
    const body = changeOf(running, olds.app, app);
    // A deployment that runs all the same is on its way to what is wanted: an `up` was interrupted, or has failed.
    if (!body) return { outs: await finish(news, { deploymentId: running?.deployments[0]?.id }, false) };
    const partial = body !== app;
    const started = await submit(news, olds.unfinished, (force) =>
      request<Started>(url, "PUT", `/v2/apps${id}?partialUpdate=${partial}&force=${force}`, { body }),
    );
    return { outs: await finish(news, started, !running) };
  },

  async delete(id, { url, patienceSeconds }) {
    try {
      // Whatever another deployment does with the app, it ends with it.
      const { deploymentId } = await request<Started>(url, "DELETE", `/v2/apps${id}?force=true`);
      const problem = await settle({ url, id, patienceSeconds, deploymentId, removed: true });
      if (problem) throw new Error(`${id} has been deleted, but is not gone: ${problem}`);
    } catch (error) {
      if ((error as MarathonError).status !== 404) throw error;
    }
  },
};

/** Without what Pulumi adds. */
function inputsOf({ url, app, rollback, patienceSeconds }: AppInputs): AppInputs {
  return { url, app, rollback, patienceSeconds };
}

/**
 * Asks for a change, again and again while another deployment locks the app. It is never forced, but to end the one
 * that this stack itself has left unfinished.
 */
async function submit<T>(
  { url, app, patienceSeconds }: AppInputs,
  unfinished: string | undefined,
  send: (force: boolean) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    try {
      return await send(false);
    } catch (error) {
      const { locks } = error as MarathonError;
      if (!locks?.length) throw error;
      if (locks.every((id) => id === unfinished)) return await send(true);
      if (Date.now() > deadline) {
        const remedy = locks.map((id) => `curl -X DELETE ${url}/v2/deployments/${id}`).join("; ");
        throw new Error(
          `${app.id} is locked: after ${patienceSeconds} s another deployment still runs. To go back to what was before ` +
            `it: ${remedy}`,
          { cause: error },
        );
      }
    }
    await sleep(RETRY_SECONDS);
  }
}

/**
 * Waits until a change is done. One that fails is taken back where the contract wants that; Marathon would go on trying
 * forever.
 * @param created whether the app was not there before.
 * @throws with the state that the app is left in, unless it is as before the change.
 */
async function finish(
  inputs: AppInputs,
  { deploymentId, version }: Partial<Started>,
  created: boolean,
): Promise<AppState> {
  const { url, app, patienceSeconds, rollback } = inputs;
  const problem = await settle({ url, id: app.id, deploymentId, version, patienceSeconds });
  if (!problem) return inputsOf(inputs);
  const failure = `${app.id} has not become as wanted: ${problem}`;
  if (!rollback || !deploymentId) throw incomplete(failure, inputs, deploymentId);

  let unfinished = deploymentId;
  const stuck = await request<Started>(url, "DELETE", `/v2/deployments/${deploymentId}`)
    .then((reverse) => {
      unfinished = reverse.deploymentId;
      return settle({ url, id: app.id, deploymentId: unfinished, patienceSeconds, removed: created });
    })
    .catch((error: Error) => error.message);
  if (stuck) throw incomplete(`${failure}. Taking it back has failed, too: ${stuck}`, inputs, unfinished);
  throw new Error(
    `${failure}. It has been taken back: ${created ? "the app is gone" : "what ran before runs again"}`,
  );
}

/**
 * An error that makes Pulumi keep the resource, so that the next `up` can mend it and `destroy` remove it. Among the
 * inputs is Pulumi's own `__provider`: without that in the state, nothing could be done with the resource any more.
 */
function incomplete(message: string, inputs: AppInputs, unfinished: string | undefined): Error {
  const properties = { ...inputs, unfinished };
  return Object.assign(new Error(message), { id: inputs.app.id, properties, reasons: [message] });
}
