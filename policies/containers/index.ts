import type { ContractItem, Fidelity } from "../../src/workload/fidelity";
import { fidelity as aciFidelity } from "../../src/orchestrators/aci/fidelity";
import { fidelity as ecsFidelity } from "../../src/orchestrators/ecs/fidelity";
import { fidelity as kubernetesFidelity } from "../../src/orchestrators/kubernetes/fidelity";
import { fidelity as marathonFidelity } from "../../src/orchestrators/marathon/fidelity";
import { fidelity as nomadFidelity } from "../../src/orchestrators/nomad/fidelity";
import { fidelity as serviceFabricFidelity } from "../../src/orchestrators/service-fabric/fidelity";
import { fidelity as swarmFidelity } from "../../src/orchestrators/swarm/fidelity";
import type { Resource } from "../policy";
import { aci } from "../../src/orchestrators/aci/policies";
import { ecs } from "../../src/orchestrators/ecs/policies";
import { kubernetes } from "../../src/orchestrators/kubernetes/policies";
import { marathon } from "../../src/orchestrators/marathon/policies";
import { nomad } from "../../src/orchestrators/nomad/policies";
import { serviceFabric } from "../../src/orchestrators/service-fabric/policies";
import { swarm } from "../../src/orchestrators/swarm/policies";

/** What the policies look at, in words that belong to no orchestrator. What is undefined is not set. */
export interface Container {
  name: string;
  image?: string;
  /** A user's name or number, perhaps with a group's after a colon. */
  user?: string;
  /** In the orchestrator's own unit. */
  cpu?: number | string;
  memory?: number | string;
  healthCheck: boolean;
  /** The variables whose value stands in the resource as it is. */
  env: Record<string, string>;
  /** Whether it is the proxy of Nomad's front door, which is no part of the contract. */
  frontDoor?: boolean;
}

interface ContainerType {
  /** The containers that a resource of the type has. */
  read(props: Record<string, unknown>): Container[];
  fidelity: Fidelity;
}

/** How each type of resource that has containers is read. */
export const CONTAINER_TYPES: Record<string, ContainerType> = {
  "aws:ecs/taskDefinition:TaskDefinition": { read: ecs, fidelity: ecsFidelity },
  "azure-native:containerinstance:ContainerGroup": { read: aci, fidelity: aciFidelity },
  "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion": {
    read: serviceFabric,
    fidelity: serviceFabricFidelity,
  },
  "kubernetes:apps/v1:Deployment": { read: kubernetes, fidelity: kubernetesFidelity },
  "pulumi-nodejs:dynamic/marathon:App": { read: marathon, fidelity: marathonFidelity },
  "nomad:index/job:Job": { read: nomad, fidelity: nomadFidelity },
  "docker:index/service:Service": { read: swarm, fidelity: swarmFidelity },
};

/** The containers of a resource; none of most resources. */
export function containersOf({ type, props }: Resource): Container[] {
  return CONTAINER_TYPES[type]?.read(props) ?? [];
}

/** Whether resources of a type can express an item of the contract at all. */
export function expresses(type: string, item: ContractItem): boolean {
  const declared = CONTAINER_TYPES[type]?.fidelity[item];
  return declared !== undefined && declared.level !== "unsupported";
}
