import type { dynamic } from "@pulumi/pulumi";
import { changedKeys } from "../dynamic";
import { type App, findApp, type MarathonError, request, type RunningApp, type Started } from "./api";
import { type AppInputs, type AppState, change, finish, submit } from "./change";
import { inTermsOf } from "./difference";
import { settle } from "./settle";

// Pulumi writes this, and all that it refers to, into the state: see ../dynamic.ts.

/** Creates, reads, updates and deletes one Marathon app. */
export const provider: dynamic.ResourceProvider<AppInputs, AppState> = {
  async diff(_id, olds, news) {
    const changed = changedKeys<AppInputs>(olds, news, "url", "app", "rollback", "patienceSeconds");
    const replaces = changedKeys({ ...olds, app: olds.app.id }, { ...news, app: news.app.id }, "url", "app");
    return {
      changes: olds.unfinished !== undefined || changed.length > 0,
      replaces,
      // Two apps cannot have one service port.
      deleteBeforeReplace: true,
    };
  },

  async create(inputs) {
    const { url, app } = inputs;
    const started = await submit(inputs, [], (force) =>
      request<RunningApp>(url, "POST", `/v2/apps?force=${force}`, { body: app }),
    ).then(
      ({ deployments, version }) => ({ deploymentId: deployments[0]?.id, version }),
      (refusal: MarathonError) => adopt(inputs, refusal),
    );
    return { id: app.id, outs: await finish(inputs, started, false) };
  },

  async read(id, props) {
    if (!id || !props) throw new Error("a Marathon app cannot be imported");
    const running = await findApp(props.url, id);
    // An empty id means that it is gone.
    if (!running) return { id: "" };
    const app = { ...inTermsOf(props.app, running), upgradeStrategy: props.app.upgradeStrategy };
    return { id, props: { ...props, app } };
  },

  async update(id, olds, news) {
    const running = await findApp(news.url, id);
    const started = await change(news, running, olds.app, olds.unfinished ? [olds.unfinished] : []);
    return { outs: await finish(news, started, true) };
  },

  async delete(id, { url, patienceSeconds }) {
    // Forced: whatever another deployment does with the app, it ends with it.
    await request<Started>(url, "DELETE", `/v2/apps${id}?force=true`).catch((error: MarathonError) => {
      if (error.status !== 404) throw error;
    });
    // Even if the app does not exist any more: its tasks may still run after a `destroy` that failed or was interrupted.
    const problem = await settle({ url, id, app: "absent", patienceSeconds });
    if (problem) throw new Error(`${id} is not deleted yet: ${problem}`);
  },
};

/**
 * Takes over an app that exists although it is not in the stack's state, if this stack has created it: then an `up` was
 * interrupted before it could write the state.
 * @throws what Marathon refuses, if that is something else.
 */
async function adopt(inputs: AppInputs, refusal: MarathonError): Promise<Partial<Started>> {
  const { url, app } = inputs;
  const running = refusal.status === 409 ? await findApp(url, app.id) : undefined;
  if (!running) throw refusal;
  if (!isOwn(running, app)) {
    throw new Error(
      `${refusal.message} This stack has not created it: choose another podium:name, or remove the app with ` +
        `\`curl -X DELETE ${url}/v2/apps${app.id}\``,
      { cause: refusal },
    );
  }
  // What changes it now is the deployment of the interrupted `up`.
  return change(
    inputs,
    running,
    app,
    running.deployments.map(({ id }) => id),
  );
}

/** Whether an app has the labels by which its stack is known: see src/program/labels.ts. */
function isOwn({ labels }: RunningApp, wanted: App): boolean {
  return ["managed-by", "podium-stack"].every((name) => {
    const value = wanted.labels?.[name];
    return value !== undefined && labels?.[name] === value;
  });
}
