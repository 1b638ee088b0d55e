import type { PlannedResource } from "../../program/resources";
import { type Bill, billedBy, type BilledItem, HOURS, inputsOf, type Pricing } from "../pricing";
import { METERS, readPriceList } from "./priceList";
import shipped from "./prices.json";

export const pricing: Pricing = {
  vendor: "Azure",
  usualRegion: "westeurope",
  // Resource Manager's names; those with spaces are for people.
  canBeRegion: (region) => /^[a-z]+\d*$/.test(region),
  bill,
  shipped,
  read: readPriceList,
};

interface GroupInputs {
  location: string;
  containers: { resources: { requests: { cpu: number; memoryInGB: number } } }[];
}

/** One line of the bill. */
const billed = billedBy(METERS);

function bill(resources: PlannedResource[]): Bill {
  const groups = inputsOf<GroupInputs>(resources, "azure-native:containerinstance:ContainerGroup");
  const registries = inputsOf(resources, "azure-native:containerregistry:Registry");
  return {
    region: groups[0]?.location.toLowerCase().replaceAll(" ", ""),
    items: [
      ...(groups.length ? computing(groups) : []),
      ...registries.map(() => billed("registryDay", "Premium registry for the image", HOURS / 24)),
    ],
    assumed: [],
    excluded: ["traffic to the internet", "the groups' public addresses", "taxes, discounts and free tiers"],
  };
}

/** All groups are the same. https://azure.microsoft.com/pricing/details/container-instances/ */
function computing(groups: GroupInputs[]): BilledItem[] {
  const { cpu, memoryInGB } = groups[0]!.containers[0]!.resources.requests;
  const count = groups.length;
  return [
    billed("vcpuHour", `container groups: ${count} × ${cpu} vCPU`, count * cpu * HOURS),
    billed("gbHour", `container groups: ${count} × ${memoryInGB} GB`, count * memoryInGB * HOURS),
  ];
}
