import type { ClusterNode, Instance } from "./engine";

/** Seconds for which zones are remembered: instances are asked for several times a second, and nodes do not move. */
const SECONDS = 30;

/**
 * Adds to instances the zones of their nodes, for engines whose instances have none of their own. Zones are extra:
 * instances go without where the engine does not list its nodes, for which a user may need more rights.
 * @param nodes lists the cluster's nodes.
 */
export function zoning(nodes: () => Promise<ClusterNode[]>): (found: Instance[]) => Promise<Instance[]> {
  let asked = -Infinity;
  let zones: Promise<Map<string, string | undefined>> | undefined;

  async function ask() {
    const known = await nodes().catch(() => []);
    return new Map(known.map(({ name, zone }) => [name, zone]));
  }

  return async (found) => {
    if (!found.length) return found;
    const now = performance.now();
    if (!zones || now - asked > SECONDS * 1000) [asked, zones] = [now, ask()];
    const known = await zones;
    return found.map((instance) => ({ ...instance, zone: known.get(instance.node ?? "") }));
  };
}
