import type { OrchestratorName } from "../../src/orchestrators";
import { aci } from "../orchestrators/aci/proof";
import { ecs } from "../orchestrators/ecs/proof";
import { kubernetes } from "../orchestrators/kubernetes/proof";
import { marathon } from "../orchestrators/marathon/proof";
import { nomad } from "../orchestrators/nomad/proof";
import type { Proof } from "./proof";
import { serviceFabric } from "../orchestrators/service-fabric/proof";
import { swarm } from "../orchestrators/swarm/proof";

export const PROOFS: Record<OrchestratorName, Proof> = {
  ecs,
  aci,
  "service-fabric": serviceFabric,
  kubernetes,
  marathon,
  nomad,
  swarm,
};
