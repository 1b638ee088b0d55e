import type { OrchestratorName } from "../../../src/orchestrators";
import { aci } from "../../orchestrators/aci/proof/breakages";
import { ecs } from "../../orchestrators/ecs/proof/breakages";
import { kubernetes } from "../../orchestrators/kubernetes/proof/breakages";
import { marathon } from "../../orchestrators/marathon/proof/breakages";
import { nomad } from "../../orchestrators/nomad/proof/breakages";
import { serviceFabric } from "../../orchestrators/service-fabric/proof/breakages";
import { swarm } from "../../orchestrators/swarm/proof/breakages";

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
