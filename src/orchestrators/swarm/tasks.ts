import type { Instance, Rollout } from "../engine";
import { type Node, nameOf, zoneOf } from "./nodes";

/** What Podium reads about a task: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Task */
export interface Task {
  ID: string;
  NodeID?: string;
  DesiredState: string;
  Status: { State: string; Timestamp?: string; ContainerStatus?: { ContainerID?: string } };
  Spec: { ContainerSpec?: { Image?: string } };
}

/** What Podium reads about a service. */
export interface Service {
  Spec: { Mode: { Replicated?: { Replicas?: number } } };
  /** Only after an update; changing only the number of tasks is not one. */
  UpdateStatus?: { State?: string; Message?: string };
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

/** The tasks that run or shall run; those kept as history are none. */
export function instancesOf(tasks: Task[], nodes: Node[]): Instance[] {
  const known = new Map(nodes.map((node) => [node.ID, node]));
  return tasks
    .filter((task) => isWanted(task) || !hasEnded(task))
    .map((task) => toInstance(task, known.get(task.NodeID ?? "")));
}

/** Judged by the service's update status, as `docker service update` does, or by its tasks if there was no update. */
export function rolloutOf({ Spec, UpdateStatus }: Service, instances: Instance[]): Rollout {
  if (UpdateStatus?.State) {
    const { State, Message } = UpdateStatus;
    return {
      state: UPDATE_STATES[State] ?? "running",
      detail: [State, Message].filter(Boolean).join(": "),
    };
  }
  const ready = instances.filter(({ state }) => state === "ready").length;
  const replicas = Spec.Mode.Replicated?.Replicas;
  return {
    state: ready === replicas && instances.length === replicas ? "done" : "running",
    detail: `${ready} of ${replicas} tasks running`,
  };
}

const hasEnded = ({ Status }: Task) => ENDED.includes(Status.State);

const isWanted = ({ DesiredState }: Task) => !ENDED.includes(DesiredState);

const toInstance = (task: Task, node?: Node): Instance => ({
  id: task.ID,
  state: stateOf(task),
  image: task.Spec.ContainerSpec?.Image,
  startedAt: task.Status.State === "running" ? task.Status.Timestamp : undefined,
  node: node && nameOf(node),
  zone: node && zoneOf(node),
});

/** Swarm calls a task running once it is healthy, and ends it when it no longer is: none is ever unready. */
function stateOf(task: Task): Instance["state"] {
  if (!isWanted(task)) return "stopping";
  if (hasEnded(task)) return "failed";
  return task.Status.State === "running" ? "ready" : "starting";
}
