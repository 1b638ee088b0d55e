import { InvalidWorkload } from "../../workload/workload";

/**
 * The availability zones that container groups take turns in; none where Azure is to choose. A group is in one zone, for
 * as long as it lives. https://learn.microsoft.com/azure/reliability/reliability-containers
 * @param text the setting `zones`, e.g. `1,2,3`.
 * @throws InvalidWorkload if it is anything else.
 */
export function readZones(text = ""): string[] {
  const zones = text ? text.split(",").map((zone) => zone.trim()) : [];
  if (zones.every((zone) => /^[1-9]$/.test(zone)) && new Set(zones).size === zones.length) return zones;
  const allowed =
    "the numbers of the region's availability zones, each once, separated by commas, e.g. 1,2,3";
  throw new InvalidWorkload([{ key: "podium-aci:zones", value: text, allowed }]);
}
