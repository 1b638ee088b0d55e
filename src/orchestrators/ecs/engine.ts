import { once } from "../../common/once";
import { withTimeout } from "../../common/reach";
import type { Connection } from "../../program/connection";
import type { Engine } from "../engine";
import { balanced } from "./balanced";
import { clientsOf } from "./client";
import { clusterId, schema } from "./connection";
import { identify, killContainer } from "./emulator";
import { instanceOf } from "./instance";
import { readLog } from "./logs";
import { ownedIn } from "./owned";
import { find, unreachable } from "./probe";
import { rolloutOf } from "./rollout";
import { describeService, describeTask, tasksOf } from "./tasks";

/** ECS in the account and region of a connection, or in an emulator. */
export function connect(connection: Connection): Engine {
  const wanted = schema.parse(connection);
  const clients = clientsOf(wanted);
  const emulator = once(async () => (wanted.endpoint ? identify(wanted.endpoint) : undefined));

  const checked = new Map<string, boolean>();

  function resolve(reference: string) {
    const [cluster = "", service = ""] = reference.split("/");
    return { cluster: clusterId(wanted, cluster), service };
  }

  return {
    async probe() {
      try {
        return await withTimeout(find(wanted, clients, emulator));
      } catch (error) {
        return unreachable(wanted, error);
      }
    },

    async instances(reference) {
      const service = resolve(reference);
      const tasks = await tasksOf(await clients.ecs(), service);
      // Emulators may ignore health checks.
      const unchecked = (await emulator()) !== undefined;
      return (unchecked ? tasks : await balanced(clients, service, tasks, checked))
        .filter(({ lastStatus }) => lastStatus !== "STOPPED")
        .map((task) => instanceOf(task, unchecked));
    },

    nodes: async () => [],

    async rollout(reference) {
      const api = await clients.ecs();
      const id = resolve(reference);
      const service = await describeService(api, id);
      const { serviceDeployments } = await api.send(new api.sdk.ListServiceDeploymentsCommand(id));
      return rolloutOf(service, serviceDeployments ?? []);
    },

    /**
     * AWS ends a task with SIGTERM, and SIGKILL after `stopTimeout`; its API has nothing more abrupt. In MiniStack, the
     * task's container is killed at once.
     */
    async kill(reference, id) {
      const api = await clients.ecs();
      const { cluster } = resolve(reference);
      if ((await emulator())?.product === "MiniStack") {
        const { taskArn } = await describeTask(api, cluster, id);
        await killContainer(taskArn!);
        return;
      }
      await api.send(new api.sdk.StopTaskCommand({ cluster, task: id, reason: "Killed by Podium" }));
    },

    async *logs(reference, id, options) {
      yield* readLog(clients, { cluster: resolve(reference).cluster, id }, options);
    },

    owned: (workload) => ownedIn(clients, wanted, workload),

    close: () => clients.close(),
  };
}
