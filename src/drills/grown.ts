import { describeLosses } from "./accounting";
import { cpuBetween, memoryOf, type Use } from "./engineProcesses";
import type { Growth } from "./growth";
import { type Finding, finding } from "./procedure";
import { instancesOf } from "./resize";
import type { Watched } from "./watched";

/** A number of instances that the drill `grow` has tried. */
export interface Size {
  instances: number;
  /** Until all of them were ready; null if they never were. */
  seconds: number | null;
  /** Why they were not; empty if they were. */
  problems: string[];
  /** The engine's processes afterwards. */
  use: Use;
}

/**
 * The finding of the drill `grow`.
 * @param sizes in the order in which they were tried; all but the last were reached.
 * @param down the way back, if it came to that.
 */
export function grown(growth: Growth, sizes: Size[], watched?: Watched, down?: Size): Finding {
  const reached = sizes.filter(({ problems }) => !problems.length);
  const isAll = reached.length === growth.steps.length;
  const [first, last] = [reached[0], reached.at(-1)];
  const added = first ? last!.instances - first.instances : 0;
  const forEach = (amount: number | null) => (added && amount !== null ? rounded(amount / added) : null);
  const unknown = reached.map(({ use }) => use).find((use) => typeof use === "string");
  const leftOut = [growth.leftOut, unknown && `what the engine uses, since ${unknown}`].filter(Boolean);
  const { totals, facts, timeline } = watched ?? {};
  const found = finding(
    [...[...sizes, ...(down ? [down] : [])].map(reasonIn), totals && describeLosses(totals)],
    {
      largest: last?.instances ?? null,
      seconds: isAll ? rounded(secondsOf(reached)) : null,
      perInstance: forEach(secondsOf(reached.slice(1))),
      downSeconds: down?.seconds ?? null,
      memoryPerInstance: first ? forEach(memoryBetween(first.use, last!.use)) : null,
      lost: totals?.lost ?? null,
      requests: totals?.sent ?? null,
    },
    { ...factsOf(reached), ...facts },
    timeline,
  );
  return leftOut.length ? { ...found, leftOut: leftOut.join("; ") } : found;
}

/** To milliseconds. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;

const secondsOf = (sizes: Size[]) => sizes.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);

const reasonIn = ({ instances, problems }: Size) =>
  problems.length ? `${instancesOf(instances)}: ${problems.join("; ")}` : undefined;

const memoryBetween = (before: Use, after: Use) =>
  typeof before === "string" || typeof after === "string" ? null : memoryOf(after) - memoryOf(before);

/** How long each step took, and what the engine used then, e.g. `{ "5 instances": "ready after 6.2 s; …" }`. */
function factsOf(sizes: Size[]): Record<string, string> {
  return Object.fromEntries(
    sizes.map(({ instances, seconds, use }, index) => {
      const used = inWords(use, sizes[index - 1]?.use);
      return [instancesOf(instances), `ready after ${seconds} s${used && `; ${used}`}`];
    }),
  );
}

function inWords(use: Use, before?: Use): string {
  if (typeof use === "string") return "";
  const memory = `the engine uses ${memoryOf(use)} MiB`;
  if (!before || typeof before === "string") return memory;
  return `${memory}, and has used ${cpuBetween(before, use).toFixed(1)} s of CPU time meanwhile`;
}
