import type { LiveInstance, LiveNode } from "./state";

/** A node and the instances on it; without a name, those that are not on a known node. */
export interface NodeGroup extends Partial<LiveNode> {
  instances: LiveInstance[];
}

/** The largest cluster whose idle nodes are shown: more would only fill the page. */
const SMALL = 8;

/**
 * Instances by node, in the order of the nodes' names; undefined unless more than one node is known.
 * @param nodes the cluster's, as far as the engine lists them.
 */
export function byNode(instances: LiveInstance[], nodes: LiveNode[]): NodeGroup[] | undefined {
  const used = new Set(instances.flatMap(({ node }) => node ?? []));
  const known = new Map(nodes.map((node) => [node.name, node]));
  const names = [...new Set([...known.keys(), ...used])].sort();
  // An engine that cannot be asked tells no places.
  if (names.length < 2 || (instances.length && !used.size)) return undefined;
  const groups = names
    .filter((name) => used.has(name) || names.length <= SMALL)
    .map((name) => ({
      name,
      zone: instances.find(({ node }) => node === name)?.zone,
      ...known.get(name),
      instances: instances.filter(({ node }) => node === name),
    }));
  const others = instances.filter(({ node }) => !node);
  return others.length ? [...groups, { instances: others }] : groups;
}
