import { cpus, freemem, totalmem } from "node:os";
import type { ClusterNode } from "../orchestrators/engine";
import type { Workload } from "../workload/workload";
import type { Site } from "./site";

/** The numbers of instances that the drill `grow` tries by default. */
export const STEPS = [1, 5, 10, 25, 50];

/** How far the drill `grow` goes. */
export interface Growth {
  /** Numbers of instances, ascending. */
  steps: number[];
  /** Which numbers are not tried, and why; undefined if all are. */
  leftOut?: string;
}

/** What there is for instances. */
export interface Room {
  /** E.g. "of this machine". */
  whose: string;
  cores?: number;
  /** MiB. */
  memory?: number;
}

/** What an engine has for instances: the sum of its ready nodes where it tells, and what is left of its machine if that is this one. */
export async function roomOf({
  probe,
  engine,
  orchestrator,
}: Pick<Site, "probe" | "engine" | "orchestrator">): Promise<Room[]> {
  if (!probe.reachable) return [];
  const nodes = (await engine.nodes().catch(() => [])).filter(({ state }) => state === "ready");
  const whose = `that ${orchestrator.title} has`;
  const told = { whose, cores: sumOf(nodes, "cores"), memory: sumOf(nodes, "memory") };
  if (!probe.local) return [told];
  // Nodes on one machine share its memory. Elsewhere, containers run in a virtual machine, and free memory does not include
  // what the system would give back.
  const memory = process.platform === "linux" ? freemem() : totalmem();
  return [
    told,
    { whose: "that this machine has", cores: told.cores === undefined ? cpus().length : undefined },
    { whose: "that are free on this machine", memory: Math.floor(memory / 2 ** 20) },
  ];
}

/** Undefined unless there are nodes and all of them tell. */
function sumOf(nodes: ClusterNode[], key: "cores" | "memory"): number | undefined {
  const amounts = nodes.flatMap((node) => node[key] ?? []);
  return nodes.length && amounts.length === nodes.length ? amounts.reduce((a, b) => a + b) : undefined;
}

/**
 * The numbers of instances for which there is room everywhere if each uses as much as its limits allow. Some engines would
 * refuse more; the others would slow down the machine, or run out of its memory.
 */
export function growthWithin(
  steps: number[],
  limits: Pick<Workload, "cpu" | "memory">,
  rooms: Room[],
): Growth {
  const bounds = rooms.flatMap(({ whose, cores, memory }) => [
    ...(cores === undefined ? [] : [boundOf("cpu", limits.cpu, cores, `cores ${whose}`)]),
    ...(memory === undefined ? [] : [boundOf("memory", limits.memory, memory, `MiB ${whose}`)]),
  ]);
  const [tightest] = bounds.sort((a, b) => a.most - b.most);
  const left = steps.filter((each) => tightest && each > tightest.most);
  if (!left.length) return { steps };
  const [smallest] = left as [number];
  return {
    steps: steps.filter((each) => !left.includes(each)),
    leftOut: `${listOf(left)} instances, since ${tightest!.exceededBy(smallest)}`,
  };
}

function boundOf(key: "cpu" | "memory", each: number, all: number, what: string) {
  return {
    // 0.05 goes into 2.5 fifty times, although not in floating point.
    most: Math.floor(all / each + 1e-9),
    exceededBy: (instances: number) =>
      `${instances} × ${each} is more than the ${all} ${what}: to try them, set podium:${key} to a lower value`,
  };
}

const listOf = (numbers: number[]): string =>
  numbers.length < 2 ? `${numbers[0]}` : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
