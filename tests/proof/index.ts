import type { OrchestratorName } from "../../src/orchestrators";
import { aci } from "./aci";
import { ecs } from "./ecs";
import { kubernetes } from "./kubernetes";
import { marathon } from "./marathon";
import { nomad } from "./nomad";
import type { Proof } from "./proof";
import { serviceFabric } from "./serviceFabric";
import { swarm } from "./swarm";

export const PROOFS: Record<OrchestratorName, Proof> = {
  ecs,
  aci,
  "service-fabric": serviceFabric,
  kubernetes,
  marathon,
  nomad,
  swarm,
};
