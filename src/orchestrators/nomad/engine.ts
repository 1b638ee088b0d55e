import { once } from "../../common/once";
import { withTimeout } from "../../common/reach";
import type { Connection } from "../../program/connection";
import type { Engine } from "../engine";
import { zoning } from "../zones";
import type { Deployment } from "./api";
import { openClient } from "./client";
import { schema } from "./connection";
import { instancesOf, type JobPath } from "./instances";
import { readLog } from "./logs";
import { TASK } from "./names";
import { nodesOf } from "./nodes";
import { ownedIn } from "./owned";
import { inspect, unreachable } from "./probe";
import { rolloutOf } from "./rollout";

/** The region behind a connection, through its agent. */
export function connect(connection: Connection): Engine {
  const wanted = schema.parse(connection);
  const open = once(() => openClient(wanted));
  const nodes = async () => nodesOf(await open());
  const withZones = zoning(nodes);

  return {
    probe: () =>
      withTimeout(open().then((client) => inspect(client, wanted))).catch((error: unknown) =>
        unreachable(error, wanted),
      ),

    async instances(reference) {
      return withZones(await instancesOf(await open(), parse(reference)));
    },

    nodes,

    /** As the job's latest deployment reports. */
    async rollout(reference) {
      const { namespace, path } = parse(reference);
      const client = await open();
      const { Version } = await client.call<{ Version: number }>(path, { namespace });
      return rolloutOf(Version, await client.call<Deployment[]>(`${path}/deployments`, { namespace }));
    },

    /** Sends the task SIGKILL. Nomad restarts it in place: its allocation, and so the instance's id, stays the same. */
    async kill(reference, id) {
      const { namespace } = parse(reference);
      const body = { Signal: "SIGKILL", Task: TASK };
      const path = `client/allocation/${encodeURIComponent(id)}/signal`;
      await (await open()).call(path, { method: "PUT", namespace, body });
    },

    async *logs(reference, id, options) {
      yield* readLog(await open(), { namespace: parse(reference).namespace, id }, options);
    },

    async owned(workload) {
      return ownedIn(await open(), wanted.namespace, workload);
    },

    close() {
      open.forget()?.then(
        (client) => client.close(),
        () => undefined,
      );
    },
  };
}

function parse(reference: string): JobPath {
  const [namespace = "", job = ""] = reference.split("/");
  return { namespace, path: `job/${encodeURIComponent(job)}` };
}
