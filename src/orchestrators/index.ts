import { aci } from "./aci";
import { ecs } from "./ecs";
import { kubernetes } from "./kubernetes";
import { marathon } from "./marathon";
import { nomad } from "./nomad";
import type { Orchestrator } from "./orchestrator";
import { serviceFabric } from "./service-fabric";
import { swarm } from "./swarm";

const list = { ecs, aci, "service-fabric": serviceFabric, kubernetes, marathon, nomad, swarm };

export type OrchestratorName = keyof typeof list;

/** The one list of orchestrators. */
export const ORCHESTRATORS: Record<OrchestratorName, Orchestrator> = list;

export const ORCHESTRATOR_NAMES = Object.keys(ORCHESTRATORS) as OrchestratorName[];
