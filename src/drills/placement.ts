import type { ClusterNode, Instance } from "../orchestrators/engine";

/** How many of the instances are ready on each node, e.g. "one: 2, two: 1"; of all nodes that take instances, also those with none. */
export const perNode = (instances: Instance[], nodes: ClusterNode[] = []): string | undefined =>
  perPlace(
    instances,
    ({ node }) => node,
    nodes.filter(({ state }) => state === "ready").map(({ name }) => name),
  );

/** The same for zones. */
export const perZone = (instances: Instance[]): string | undefined => perPlace(instances, ({ zone }) => zone);

/**
 * @param places those that are named even without an instance.
 * @returns undefined if there are none, and the engine does not tell where instances run.
 */
function perPlace(
  instances: Instance[],
  placeOf: (instance: Instance) => string | undefined,
  places: string[] = [],
): string | undefined {
  const used = instances
    .filter(({ state }) => state === "ready")
    .map(placeOf)
    .filter((place) => place !== undefined);
  const counts = [...new Set([...places, ...used])]
    .toSorted()
    .map((place) => `${place}: ${used.filter((each) => each === place).length}`);
  return counts.join(", ") || undefined;
}
