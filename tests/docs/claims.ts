import { readable } from "../../src/diff/readable";
import type { OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../../src/plan";

/** A value that a page states: `Update.MaxParallel = 1` in a code span. */
export interface Claim {
  /** The end of a property's path. */
  path: string;
  value: string;
}

/** A property of a planned resource, with its whole path. */
export interface Leaf {
  path: string;
  value: unknown;
}

/** What a page states in code spans such as `a.b = 5` or `a.b = 5 s`. */
export const claims = (page: string): Claim[] =>
  [...page.matchAll(/`([\w.]+) = ([^`]+)`/g)].map(([, path, value]) => ({ path: path!, value: value! }));

/** All properties that an orchestrator's program sets by default. */
export async function leaves(name: OrchestratorName): Promise<Leaf[]> {
  const { resources } = await planStack(name);
  return resources.flatMap(({ inputs }) => leavesOf(readable(inputs, []).value, []));
}

function leavesOf(value: unknown, path: string[]): Leaf[] {
  const own = { path: path.join("."), value };
  if (typeof value !== "object" || value === null) return [own];
  return [own, ...Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]))];
}

/** Whether some property has the value. Seconds may also be written `5s`, or be 5 × 10⁹ nanoseconds. */
export function isTrue({ path, value }: Claim, planned: Leaf[]): boolean {
  const seconds = /^(\d+) s$/.exec(value)?.[1];
  const ways = seconds === undefined ? [value] : [seconds, `${seconds}s`, `${seconds}000000000`];
  return planned.some(
    (leaf) => `.${leaf.path}`.endsWith(`.${path}`) && ways.includes(textOf(leaf.value)),
  );
}

const textOf = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
