import type { RequestRecord } from "../drills/accounting";
import type { Instance } from "../orchestrators/engine";
import { shortDigest } from "../verdict/judge";
import type { LiveInstance } from "./state";

/** An instance that responds, under its own name. */
interface Answering {
  instance: string;
  version: string;
  startedAt: string;
  requests: number;
}

/** Seconds by which the start time that an engine reports may differ from the process's own. */
const TOLERANCE = 30;

/**
 * The engine's instances, each with its responses. They are matched by name or, where the service reports a name other
 * than the engine's, by the nearest start time.
 * @param instances undefined if the engine could not be queried; then only the instances that respond are known.
 * @param requests those of the latest second.
 */
export function pair(instances: Instance[] | undefined, requests: RequestRecord[]): LiveInstance[] {
  const answering = answeringIn(requests);
  if (!instances) {
    return answering.map(({ instance: id, version, requests: count }) => ({
      id,
      state: "answering",
      version,
      requests: count,
    }));
  }
  const left = new Set(answering);
  const pairs = new Map<Instance, Answering>();
  const match = (instance: Instance, found: Answering | undefined) => {
    if (!found) return;
    pairs.set(instance, found);
    left.delete(found);
  };
  for (const each of instances)
    match(
      each,
      answering.find(({ instance }) => instance === each.id),
    );
  for (const each of instances.filter((other) => !pairs.has(other))) match(each, nearest(each, [...left]));
  return instances.map((instance) => {
    const found = pairs.get(instance);
    return {
      id: instance.id,
      state: instance.state,
      ...(found && { version: found.version }),
      requests: found?.requests ?? 0,
      ...placeOf(instance),
    };
  });
}

/** The engine's instances of an image of one's own: nothing else tells one from another, nor what each of them answers. */
export const unidentified = (instances: Instance[]): LiveInstance[] =>
  instances.map((instance) => {
    const { id, state, image } = instance;
    return {
      id,
      state,
      ...(image?.includes("sha256:") && { version: shortDigest(image) }),
      ...placeOf(instance),
    };
  });

const placeOf = ({ node, zone }: Instance) => ({ ...(node && { node }), ...(zone && { zone }) });

function answeringIn(requests: RequestRecord[]): Answering[] {
  const found = new Map<string, Answering>();
  for (const { outcome } of requests) {
    if (!("answer" in outcome)) continue;
    const { instance, version, startedAt } = outcome.answer;
    const one = found.get(instance) ?? { instance, version, startedAt, requests: 0 };
    // The latest response counts: a restarted instance may keep its name.
    found.set(instance, { ...one, version, startedAt, requests: one.requests + 1 });
  }
  return [...found.values()];
}

function nearest({ startedAt }: Instance, candidates: Answering[]): Answering | undefined {
  if (!startedAt) return undefined;
  const distance = (each: Answering) => Math.abs(Date.parse(each.startedAt) - Date.parse(startedAt)) / 1000;
  return candidates
    .filter((each) => distance(each) <= TOLERANCE)
    .sort((a, b) => distance(a) - distance(b))[0];
}
