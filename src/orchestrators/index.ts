import { aci } from "./aci";
import { ecs } from "./ecs";
import { kubernetes } from "./kubernetes";
import { marathon } from "./marathon";
import { nomad } from "./nomad";
import { serviceFabric } from "./service-fabric";
import { swarm } from "./swarm";
import type { Orchestrator } from "./orchestrator";

/** The one list of orchestrators. */
export const ORCHESTRATORS = {
  ecs,
  aci,
  "service-fabric": serviceFabric,
  kubernetes,
  marathon,
  nomad,
  swarm,
} satisfies Record<string, Orchestrator>;

export type OrchestratorName = keyof typeof ORCHESTRATORS;

export const ORCHESTRATOR_NAMES = Object.keys(ORCHESTRATORS) as OrchestratorName[];
