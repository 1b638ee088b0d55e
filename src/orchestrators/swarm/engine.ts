import type { Engine, Instance, Probe, Rollout } from "../engine";
import { reasonOf, withTimeout } from "../../common/reach";
import { addressOf, connect, isLocal, isPodman, statusOf } from "./client";
import { logs } from "./logs";

/** What Podium reads of a task: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Task */
interface Task {
  ID: string;
  NodeID?: string;
  DesiredState: string;
  Status: { State: string; Timestamp?: string; ContainerStatus?: { ContainerID?: string } };
  Spec: { ContainerSpec?: { Image?: string } };
}

/** What Podium reads of a node. */
interface Node {
  ID: string;
  Description?: { Hostname?: string };
}

/** What Podium reads of a service. */
interface Service {
  Spec: { Mode: { Replicated?: { Replicas?: number } } };
  /** Only after an update; a change of the number of tasks alone is none. */
  UpdateStatus?: { State?: string; Message?: string };
}

/** What Podium reads of the engine. */
interface Info {
  ServerVersion: string;
  Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean };
}

/** States of tasks that have ended; Swarm keeps some of them as history. */
const ENDED = ["complete", "shutdown", "failed", "rejected", "orphaned", "remove"];

const UPDATE_STATES: Record<string, Rollout["state"]> = {
  updating: "running",
  completed: "done",
  paused: "failed",
  rollback_started: "rolled-back",
  rollback_completed: "rolled-back",
  rollback_paused: "failed",
};

export const engine: Engine = {
  async probe(): Promise<Probe> {
    try {
      const docker = await connect();
      const [info, podman] = await withTimeout(Promise.all([docker.info(), isPodman(docker)]));
      const { ServerVersion: version, Swarm } = info as Info;
      const obstacle = podman ? PODMAN : obstacleOf(Swarm);
      if (obstacle) return { reachable: false, ...obstacle };
      const address = await addressOf(docker);
      return {
        reachable: true,
        product: "Docker Swarm",
        version,
        kind: "real",
        address,
        local: isLocal(address),
      };
    } catch (error) {
      return {
        reachable: false,
        reason: `the Docker engine does not answer: ${reasonOf(error)}`,
        remedy: "start Docker   (or point DOCKER_HOST at an engine)",
      };
    }
  },

  async instances(reference) {
    const docker = await connect();
    try {
      const [tasks, nodes] = await Promise.all([
        docker.listTasks({ filters: { service: [reference] } }) as Promise<Task[]>,
        docker.listNodes() as Promise<Node[]>,
      ]);
      const names = new Map(nodes.map(({ ID, Description }) => [ID, Description?.Hostname]));
      return tasks
        .filter((task) => isWanted(task) || !hasEnded(task))
        .map((task) => toInstance(task, names.get(task.NodeID ?? "")));
    } catch (error) {
      // No such service.
      if (statusOf(error) === 404) return [];
      throw error;
    }
  },

  /** Told by the service's update status, as `docker service update` does. */
  async rollout(reference) {
    const docker = await connect();
    const { Spec, UpdateStatus } = (await docker.getService(reference).inspect()) as Service;
    if (UpdateStatus?.State) {
      const { State, Message } = UpdateStatus;
      return {
        state: UPDATE_STATES[State] ?? "running",
        detail: [State, Message].filter(Boolean).join(": "),
      };
    }
    const instances = await engine.instances(reference);
    const ready = instances.filter(({ state }) => state === "ready").length;
    const replicas = Spec.Mode.Replicated?.Replicas;
    return {
      state: ready === replicas && instances.length === replicas ? "done" : "running",
      detail: `${ready} of ${replicas} tasks running`,
    };
  },

  /** The container gets SIGKILL, which only the engine of its own node can do. */
  async kill(_reference, id) {
    const docker = await connect();
    const { NodeID, Status } = (await docker.getTask(id).inspect()) as Task;
    const container = Status.ContainerStatus?.ContainerID;
    if (!container) throw new Error(`task ${id} has no container yet: it is ${Status.State}`);
    try {
      await docker.getContainer(container).kill();
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      throw new Error(`task ${id} is on node ${NodeID}, whose own Docker engine alone can kill it`, {
        cause: error,
      });
    }
  },

  logs,
};

const PODMAN = {
  reason: "Podman answers, which has no Swarm mode",
  remedy: "point DOCKER_HOST at a Docker engine",
};

/** Why an engine that answers cannot be deployed to. */
function obstacleOf(swarm: Info["Swarm"]) {
  const state = swarm?.LocalNodeState ?? "inactive";
  if (state === "inactive") {
    return {
      reason: "the Docker engine is in no swarm",
      remedy: "docker swarm init --advertise-addr 127.0.0.1",
    };
  }
  if (state !== "active") {
    return {
      reason: `the Docker engine is "${state}" in its swarm`,
      remedy: "docker info   (tells what is wrong)",
    };
  }
  if (!swarm?.ControlAvailable) {
    return {
      reason: "the Docker engine is a worker of its swarm, and workers take no orders",
      remedy: "point DOCKER_HOST at a manager",
    };
  }
  return undefined;
}

const hasEnded = ({ Status }: Task) => ENDED.includes(Status.State);

const isWanted = ({ DesiredState }: Task) => !ENDED.includes(DesiredState);

const toInstance = (task: Task, node?: string): Instance => ({
  id: task.ID,
  state: stateOf(task),
  image: task.Spec.ContainerSpec?.Image,
  startedAt: task.Status.State === "running" ? task.Status.Timestamp : undefined,
  node,
});

/** Swarm calls a task running once it is healthy, and ends it when it no longer is: none is ever unready. */
function stateOf(task: Task): Instance["state"] {
  if (!isWanted(task)) return "stopping";
  if (hasEnded(task)) return "failed";
  return task.Status.State === "running" ? "ready" : "starting";
}
