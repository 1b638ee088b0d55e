import type Docker from "dockerode";
import { reasonOf } from "../../common/reason";
import { once } from "../../common/once";
import { withoutCredentials, withTimeout } from "../../common/reach";
import { connect as connectTo, isLocal, isPodman, statusOf } from "../../docker/client";
import type { Connection } from "../../program/connection";
import type { Engine, Probe } from "../engine";
import { kindOf } from "../kind";
import { schema } from "./connection";
import { setAvailability } from "./drain";
import { readLog } from "./logs";
import { type Node, toClusterNode } from "./nodes";
import { type Info, obstacleOf } from "./obstacles";
import { ownedIn } from "./owned";
import { instancesOf, rolloutOf, type Service, type Task } from "./tasks";
import { removeVolumes } from "./volumes";

const PRODUCT = "Docker Swarm";

/** The swarm behind a connection, through the Docker engine of a manager. */
export function connect(connection: Connection): Engine {
  const { host } = schema.parse(connection);
  const open = once(() => connectTo({ host }));
  // A log that is followed may be silent for any length of time.
  const openPatiently = once(() => connectTo({ host, timeout: 0 }));

  return {
    async probe(): Promise<Probe> {
      try {
        const docker = await open();
        const answers = Promise.all([docker.info() as Promise<Info>, isPodman(docker), isLocal(docker)]);
        const [info, podman, local] = await withTimeout(answers);
        const obstacle = obstacleOf(info, podman);
        if (obstacle) return { reachable: false, ...obstacle };
        return {
          reachable: true,
          product: PRODUCT,
          version: info.ServerVersion,
          kind: kindOf(PRODUCT, info.ServerVersion),
          address: withoutCredentials(host),
          identity: info.Swarm!.Cluster!.ID,
          local,
        };
      } catch (error) {
        return {
          reachable: false,
          reason: `the Docker engine does not respond: ${reasonOf(error)}`,
          remedy: "start Docker   (or point DOCKER_HOST at an engine)",
        };
      }
    },

    instances: async (reference) => instancesIn(await open(), reference),

    nodes: async () => (await nodesOf(await open())).map(toClusterNode),

    async rollout(reference) {
      const docker = await open();
      const service = (await docker.getService(reference).inspect()) as Service;
      return rolloutOf(service, await instancesIn(docker, reference));
    },

    /** Sends SIGKILL to the container, which only the engine of its own node can do. */
    async kill(_reference, id) {
      const docker = await open();
      const { NodeID, Status } = (await docker.getTask(id).inspect()) as Task;
      const container = Status.ContainerStatus?.ContainerID;
      if (!container) throw new Error(`task ${id} has no container yet: it is ${Status.State}`);
      try {
        await docker.getContainer(container).kill();
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        throw new Error(
          `task ${id} runs on node ${NodeID}, and only that node's own Docker engine can kill it`,
          {
            cause: error,
          },
        );
      }
    },

    /** Only the Docker engine of their own node can kill containers, and this is one node's. */
    async withinReach(instances) {
      const docker = await open();
      const { Swarm, Name } = (await docker.info()) as Info;
      const tasks = (await docker.listTasks({ filters: { node: [Swarm!.NodeID!] } })) as Task[];
      const here = new Set(tasks.map(({ ID }) => ID));
      const found = instances.filter(({ id }) => here.has(id));
      if (found.length) return found;
      const nodes = [...new Set(instances.map(({ node }) => node))].sort().join(", ");
      throw new Error(
        `all tasks run on ${nodes}, and the Docker engine at ${withoutCredentials(host)} can only kill those on its own ` +
          `node, ${Name}. Set podium:replicas to the number of nodes at least, so that one runs there; if ${Name} is ` +
          `drained, \`docker node update --availability active ${Name}\`.`,
      );
    },

    async drain(_reference, node) {
      await setAvailability(await open(), node, "drain");
      return "availability set to drain";
    },

    undrain: async (node) => setAvailability(await open(), node, "active"),

    async *logs(_reference, id, options) {
      yield* readLog(await (options.follow ? openPatiently() : open()), id, options);
    },

    owned: async (workload) => ownedIn(await open(), workload),

    tidy: async (workload) => removeVolumes(await open(), workload),

    // Node.js closes idle connections on its own.
    close: () => undefined,
  };
}

const nodesOf = (docker: Docker) => docker.listNodes() as Promise<Node[]>;

async function instancesIn(docker: Docker, reference: string) {
  try {
    const [tasks, nodes] = await Promise.all([
      docker.listTasks({ filters: { service: [reference] } }) as Promise<Task[]>,
      nodesOf(docker),
    ]);
    return instancesOf(tasks, nodes);
  } catch (error) {
    // No such service.
    if (statusOf(error) === 404) return [];
    throw error;
  }
}
