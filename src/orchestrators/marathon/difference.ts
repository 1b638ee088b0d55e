import type { App, RunningApp } from "./api";

// Part of what Pulumi writes into the state: see provider.ts.

/**
 * What must be said to Marathon for the app to become as wanted; undefined: nothing.
 *
 * Where only the number of instances changes, nothing else may be said: the upgrade strategy's ratios follow that
 * number, and another strategy is for Marathon another configuration, for which it would replace all tasks. And where
 * nothing changes, nothing may be said: Marathon would answer with a version that the app never gets.
 * @param former what has been said last, according to the state.
 */
export function changeOf(
  running: RunningApp | undefined,
  former: App,
  wanted: App,
): Partial<App> | undefined {
  if (!running) return wanted;
  const isAs = (app: App) => isEqual(configurationOf(inWordsOf(app, running)), configurationOf(app));
  const isUnchanged = isEqual(configurationOf(former), configurationOf(wanted));
  // What runs can be as both, where the former definition speaks of more than the wanted one.
  if (!isAs(wanted) || (!isUnchanged && isAs(former))) return wanted;
  return running.instances === wanted.instances ? undefined : { instances: wanted.instances };
}

/** What a definition says of an app, as it is in Marathon: that adds defaults, but no variables and no labels. */
export function inWordsOf(definition: App, running: RunningApp): App {
  const { env, labels } = running;
  return { ...(asFarAs(definition, running) as App), env, labels };
}

/** Whether two values of JSON are the same. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return one === other;
  const [left, right] = [one, other] as Record<string, unknown>[];
  const keys = Object.keys(left!);
  if (Array.isArray(one) !== Array.isArray(other) || keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => key in right! && isEqual(left![key], right![key]));
}

/** What all tasks are restarted for. */
function configurationOf(app: App) {
  return { ...app, instances: undefined, upgradeStrategy: undefined };
}

/** Of `found` what `wanted` speaks of. */
function asFarAs(wanted: unknown, found: unknown): unknown {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) ? found.map((each, index) => asFarAs(wanted[index], each)) : found;
  }
  if (!isObject(wanted) || !isObject(found)) return found;
  const kept = Object.entries(wanted).filter(([key]) => key in found);
  return Object.fromEntries(kept.map(([key, value]) => [key, asFarAs(value, found[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
