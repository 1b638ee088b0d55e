import { hostname } from "node:os";
import { isOwnAddress } from "../common/machine";
import type { Progress } from "../common/progress";
import { pause } from "../common/pause";
import { isLoopback } from "../common/reach";
import type { ClusterNode, Instance } from "../orchestrators/engine";
import { judgeInstances } from "../verdict/judge";
import { type Conditions, Interrupted, NotSupported } from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";

/** Where the documentation says how to get more nodes. */
const HOW = "docs/drills.md#nodes says how to get more";

/**
 * The node that a drill takes out of service: one of the `suitable` that runs an instance. Waits first until the deployment is
 * as wanted, since clusters that share machines lose them together. Where no such node runs an instance, as after an earlier
 * drill, an ordinary update has the engine place all of them again.
 * @returns its name.
 * @throws NotSupported if there is no such node.
 */
export async function chooseNode(site: Site, conditions: Conditions, report: Progress): Promise<string> {
  const { engine, orchestrator } = site;
  const { length } = await engine.nodes();
  if (!length) throw new NotSupported(`no node can be chosen: ${orchestrator.concepts.node}`);
  if (length < 2) throw new NotSupported(`needs two nodes, and there is one: ${HOW}`);
  report("waiting until all instances run");
  await requireAll(site, conditions);
  const found = await findUsed(site, conditions.node);
  if (found) return found.name;
  report("having the engine place the instances again");
  await site.configure({ env: { PODIUM_PLACED: new Date().toISOString() } });
  await site.up(report);
  await requireAll(site, conditions);
  const placed = await findUsed(site, conditions.node);
  if (placed) return placed.name;
  throw new NotSupported("the engine places no instance on a node that could be taken out of service");
}

async function findUsed({ engine, outputs }: Site, named?: string): Promise<ClusterNode | undefined> {
  const [nodes, instances] = await Promise.all([engine.nodes(), engine.instances(outputs.reference)]);
  return suitable(nodes, outputs.endpoints, named).find(({ name }) => instancesOn(name, instances).length);
}

/**
 * Waits until the engine has all instances ready; whether they respond, the warm-up shows.
 * @throws Error if it has not in time.
 */
async function requireAll({ engine, outputs }: Site, conditions: Conditions): Promise<void> {
  const { patienceSeconds, lookSeconds, stop } = conditions;
  const deadline = now() + patienceSeconds * 1000;
  for (;;) {
    const problems = judgeInstances(outputs.wanted, await engine.instances(outputs.reference));
    if (!problems.length) return;
    if (now() > deadline) throw new Error(`not ready for the drill: ${problems.join("; ")}`);
    await pause(lookSeconds, stop);
    if (stop.aborted) throw new Interrupted();
  }
}

/**
 * The nodes that a drill may take: the one that the user has named, or else those that are neither where requests arrive nor
 * part of what controls the cluster, since losing that is another experiment.
 * @throws NotSupported if there is none.
 */
export function suitable(nodes: ClusterNode[], endpoints: string[], named?: string): ClusterNode[] {
  const ready = nodes.filter(({ state }) => state === "ready");
  if (ready.length < 2) throw new NotSupported(`needs two nodes that take instances: ${HOW}`);
  const found = ready.filter((node) =>
    named === undefined ? !node.isManager && !isEntrance(node, endpoints) : node.name === named,
  );
  if (found.length) return found;
  throw new NotSupported(
    named === undefined
      ? "every node is where requests arrive, or helps to control the cluster: --node takes one of " +
          `${namesOf(ready)} nevertheless`
      : `no node called ${named} takes instances, only ${namesOf(ready)}`,
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
