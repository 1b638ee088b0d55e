import { isDeepStrictEqual } from "node:util";
import type { App, RunningApp } from "./api";

// Part of what Pulumi writes into the state: see ../dynamic.ts.

/**
 * What to send to Marathon so that the app becomes as wanted; undefined if there is nothing to send.
 *
 * If only the number of instances changes, nothing else is sent. The upgrade strategy's ratios follow that number, and to
 * Marathon another strategy is another configuration, for which it would replace all tasks. If nothing changes, nothing is
 * sent: Marathon would respond with a version that the app never gets.
 * @param former the definition that was sent last, according to the state.
 */
export function changeOf(
  running: RunningApp | undefined,
  former: App,
  wanted: App,
): Partial<App> | undefined {
  if (!running) return wanted;
  const isAs = (app: App) =>
    isDeepStrictEqual(configurationOf(inTermsOf(app, running)), configurationOf(app));
  const isUnchanged = isDeepStrictEqual(configurationOf(former), configurationOf(wanted));
  // The running app can match both, if the former definition has members that the wanted one lacks.
  if (!isAs(wanted) || (!isUnchanged && isAs(former))) return wanted;
  return running.instances === wanted.instances ? undefined : { instances: wanted.instances };
}

/**
 * The members of a definition with the values that the running app has. Marathon adds defaults, which are left out, but
 * neither environment variables nor labels, which are taken as they are.
 */
export function inTermsOf(definition: App, running: RunningApp): App {
  const { env, labels } = running;
  return { ...(pick(definition, running) as App), env, labels };
}

/** What Marathon replaces all tasks for. */
function configurationOf(app: App) {
  return { ...app, instances: undefined, upgradeStrategy: undefined };
}

/** The part of `found` that `wanted` has a value for. */
function pick(wanted: unknown, found: unknown): unknown {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) ? found.map((each, index) => pick(wanted[index], each)) : found;
  }
  if (!isObject(wanted) || !isObject(found)) return found;
  const kept = Object.entries(wanted).filter(([key]) => key in found);
  return Object.fromEntries(kept.map(([key, value]) => [key, pick(value, found[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
