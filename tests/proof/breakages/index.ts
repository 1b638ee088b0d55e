import type { OrchestratorName } from "../../../src/orchestrators";
import { aci } from "./aci";
import { ecs } from "./ecs";
import { kubernetes } from "./kubernetes";
import { marathon } from "./marathon";
import { nomad } from "./nomad";
import { serviceFabric } from "./serviceFabric";
import { swarm } from "./swarm";

/** What no API takes, by the type's end: a path, and the value there, as in `Mutation`. */
export type Breakages = Record<string, [path: string, value?: unknown][]>;

/** A member that is needed is missing, a number is out of its range, a text is none of those that there are. */
export const BREAKAGES: Record<OrchestratorName, Breakages> = {
  ecs,
  aci,
  "service-fabric": serviceFabric,
  kubernetes,
  marathon,
  nomad,
  swarm,
};
