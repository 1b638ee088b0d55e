import type Docker from "dockerode";
import { PROJECT } from "./compose";
import { ENGINE } from "./services";

/** A container of an engine's, or of one of its further nodes. */
export interface EngineContainer {
  id: string;
  name: string;
  /** The engine that it belongs to. */
  engine: string;
  /** Whether it is a further node or a helper. */
  isExtra: boolean;
  image: string;
  /** E.g. `running`. */
  state: string;
  /** In Docker's words, e.g. `Up 3 minutes (healthy)`. */
  status: string;
  /** The folder of the checkout that has started it. */
  checkout: string;
  /** The label by which what the engine has started in Docker is known. */
  children?: string;
}

/** The containers of all engines, running or not. */
export async function containersOf(docker: Docker): Promise<EngineContainer[]> {
  const filters = { label: [`com.docker.compose.project=${PROJECT}`] };
  const found = await docker.listContainers({ all: true, filters });
  return found.map(({ Id, Names, Image, State, Status, Labels }) => ({
    id: Id,
    name: (Names[0] ?? Id).replace(/^\//, ""),
    engine: Labels[ENGINE] ?? Labels["podium.part-of"] ?? Labels["com.docker.compose.service"] ?? "",
    isExtra: !Labels[ENGINE],
    image: Image,
    state: State,
    status: Status,
    checkout: (Labels["com.docker.compose.project.working_dir"] ?? "").replace(/[\\/]engines$/, ""),
    children: Labels["podium.containers"],
  }));
}

/** Whether an engine takes workloads, as far as Docker knows: it runs, and its health check, if any, has passed. */
export const isReady = ({ state, status }: EngineContainer): boolean =>
  state === "running" && !/\((unhealthy|health: starting)\)/.test(status);
