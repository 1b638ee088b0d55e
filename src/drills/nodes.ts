import { hostname } from "node:os";
import { isOwnAddress } from "../common/machine";
import type { Progress } from "../common/progress";
import { isLoopback } from "../common/reach";
import type { ClusterNode, Instance } from "../orchestrators/engine";
import { type Conditions, NotSupported } from "./procedure";
import { untilRuns } from "./settle";
import type { Site } from "./site";

/** Where the documentation says how to get more nodes. */
const HOW = "docs/drills.md#nodes says how to get more";

/**
 * The node that a drill takes out of service; see `pickNode`. Waits first until the deployment is as wanted: clusters that
 * share machines lose them together.
 * @returns its name.
 * @throws NotSupported if there is no such node.
 */
export async function chooseNode(site: Site, conditions: Conditions, report: Progress): Promise<string> {
  const { engine, orchestrator, outputs } = site;
  const { length } = await engine.nodes();
  if (!length) throw new NotSupported(`no node can be chosen: ${orchestrator.concepts.node}`);
  if (length < 2) throw new NotSupported(`needs two nodes, and there is one: ${HOW}`);
  report("waiting until all instances run");
  const problems = await untilRuns(site, conditions);
  if (problems.length) throw new Error(`not ready for the drill: ${problems.join("; ")}`);
  const [nodes, instances] = await Promise.all([engine.nodes(), engine.instances(outputs.reference)]);
  return pickNode(nodes, instances, outputs.endpoints, conditions.node).name;
}

/**
 * The node that the user has named, or else one that runs an instance and is neither where requests arrive nor part of what
 * controls the cluster, since losing that is another experiment.
 * @throws NotSupported if there is no such node.
 */
export function pickNode(
  nodes: ClusterNode[],
  instances: Instance[],
  endpoints: string[],
  named?: string,
): ClusterNode {
  const ready = nodes.filter(({ state }) => state === "ready");
  if (ready.length < 2) throw new NotSupported(`needs two nodes that take instances: ${HOW}`);
  const isUsed = ({ name }: ClusterNode) =>
    instances.some((each) => each.node === name && each.state === "ready");
  if (named !== undefined) {
    const node = ready.find(({ name }) => name === named);
    if (!node) throw new NotSupported(`no node called ${named} takes instances, only ${namesOf(ready)}`);
    if (!isUsed(node)) throw new NotSupported(`the node ${named} runs no instance`);
    return node;
  }
  const found = ready.find((node) => isUsed(node) && !node.isManager && !isEntrance(node, endpoints));
  if (found) return found;
  throw new NotSupported(
    "every node that runs an instance is where requests arrive, or helps to control the cluster: name one of " +
      `${namesOf(ready.filter(isUsed))} with --node to take it nevertheless`,
  );
}

const namesOf = (nodes: ClusterNode[]) => nodes.map(({ name }) => name).join(", ");

/** Whether all requests arrive at a node. With several addresses, clients can do without it. */
function isEntrance({ name, address }: ClusterNode, endpoints: string[]): boolean {
  const hosts = [...new Set(endpoints.map((url) => new URL(url).hostname))];
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) return false;
  if (host === name || host === address) return true;
  const isHere = address !== undefined && !isLoopback(`http://${address}`) && isOwnAddress(address);
  return isLoopback(`http://${host}`) && (isHere || name === hostname());
}

/** The instances on a node, apart from those that have failed. */
export const instancesOn = (node: string, instances: Instance[]): Instance[] =>
  instances.filter((each) => each.node === node && each.state !== "failed");

/** How many instances are ready on each node, e.g. "one 2, two 1"; of all nodes that take instances, also those with none. */
export function describeSpread(nodes: ClusterNode[], instances: Instance[]): string {
  const count = (name: string) =>
    instances.filter((each) => each.node === name && each.state === "ready").length;
  return nodes
    .filter(({ state, name }) => state === "ready" || count(name) > 0)
    .map(({ name }) => `${name} ${count(name)}`)
    .toSorted()
    .join(", ");
}
