import { isDeepStrictEqual } from "node:util";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { haveOwnEndpoints } from "../program/outputs";
import { DEFAULTS } from "../workload/defaults";
import { isObject } from "../workload/values";
import type { DrillName } from "./metrics";
import type { Site } from "./site";

/**
 * What a deployment has otherwise than by default, by the key of the contract: a number or a flag as it is, "none", or "set":
 * texts may be what nobody else should read. With several endpoints, also `nodeHosts`.
 */
export type Configured = Record<string, string>;

/** What two deployments or sessions differ in. */
export interface Difference {
  what: string;
  /** The titles of the orchestrators that it is about, if it is not about all. */
  on?: string;
  a: string;
  b: string;
}

/** What result files have elsewhere, or what differs between any two stacks. */
const ELSEWHERE = ["name", "version", "publicPort", "replicas", "cpu", "memory"];
/** Keys whose parts are compared one by one. */
const WITH_PARTS = ["health", "readiness", "update", "tmp", "autoscaling"];
const NODE_HOSTS = "nodeHosts";

/** What a site's deployment has otherwise than by default. */
export function configuredOf({ workload, outputs }: Pick<Site, "workload" | "outputs">): Configured {
  const given: Record<string, unknown> = { ...workload };
  const usual: Record<string, unknown> = { ...DEFAULTS, group: workload.user };
  const keys = Object.keys({ ...usual, ...given }).filter((key) => !ELSEWHERE.includes(key));
  const { length } = outputs.endpoints;
  return Object.fromEntries([
    ...keys.flatMap((key) => changed(key, given[key], usual[key])),
    ...(length > 1 && !haveOwnEndpoints(outputs) ? [[NODE_HOSTS, `${length} addresses`]] : []),
  ]) as Configured;
}

function changed(key: string, value: unknown, usual: unknown): [string, string][] {
  if (isDeepStrictEqual(value, usual)) return [];
  if (!isObject(value) || !WITH_PARTS.includes(key)) return [[key, shown(value)]];
  const before = isObject(usual) ? usual : {};
  return Object.keys({ ...before, ...value }).flatMap((part) =>
    changed(`${key}.${part}`, value[part], before[part]),
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "set";
}

/** How two deployments differ in what is configured; undefined: of an earlier result file, which does not tell. */
export function configuredDifferences(a: Configured | undefined, b: Configured | undefined): Difference[] {
  const valueIn = (configured: Configured | undefined, key: string) =>
    configured ? (configured[key] ?? "default") : "unknown";
  return Object.keys({ ...a, ...b })
    .map((what) => ({ what, a: valueIn(a, what), b: valueIn(b, what) }))
    .filter((each) => each.a !== each.b);
}

/** The same for several orchestrators: what is alike on some is one difference. */
export function differencesOn(
  names: OrchestratorName[],
  a: Partial<Record<OrchestratorName, Configured>> | undefined,
  b: Partial<Record<OrchestratorName, Configured>> | undefined,
): Difference[] {
  const all = names.flatMap((name) =>
    configuredDifferences(a?.[name], b?.[name]).map((difference) => ({ name, difference })),
  );
  const distinct = all.filter(
    ({ difference }, index) =>
      all.findIndex((each) => isDeepStrictEqual(each.difference, difference)) === index,
  );
  return distinct.map(({ difference }) => {
    const those = all.filter((each) => isDeepStrictEqual(each.difference, difference));
    const titles = those.map(({ name }) => ORCHESTRATORS[name].title);
    return { ...difference, ...(titles.length < names.length && { on: titles.join(", ") }) };
  });
}

/** E.g. "replaceSeconds: default / 10"; with the titles of some, "nodeHosts on …: default / 3 addresses". */
export const differenceWords = ({ what, on, a, b }: Difference): string =>
  `${what}${on ? ` on ${on}` : ""}: ${a} / ${b}`;

/** What the second one has, e.g. "replaceSeconds 10"; with the titles of some, "nodeHosts 3 addresses on …". */
export const secondWords = ({ what, on, b }: Difference): string =>
  `${b === "default" ? `default ${what}` : `${what} ${b}`}${on ? ` on ${on}` : ""}`;

/** What a session has otherwise than by default, as `secondWords` has it; undefined if nothing, or if it does not tell. */
export function configuredWords(
  configured: Partial<Record<OrchestratorName, Configured>> | undefined,
): string | undefined {
  const names = Object.keys(configured ?? {}) as OrchestratorName[];
  const usual = Object.fromEntries(names.map((name) => [name, {}]));
  return differencesOn(names, usual, configured).map(secondWords).join(", ") || undefined;
}

/**
 * What a drill's numbers depend on of what is configured, for a comparison. How many endpoints there are matters where one of
 * them dies.
 */
export const conditionsIn = (configured: Configured = {}, drill: DrillName): string =>
  JSON.stringify(
    Object.entries(configured)
      .filter(([key]) => key !== NODE_HOSTS || drill === "nodeLoss")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
