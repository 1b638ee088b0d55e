/** Where the workload file sets a value. */
export interface Place {
  /** As messages name it. */
  file: string;
  line: number;
}

/** The keys whose values come from the workload file, as `Problem` has them. A stack's own values are not among them. */
export type Places = ReadonlyMap<string, Place>;

/** What there is without a workload file. */
export const NOWHERE: Places = new Map();

let places = NOWHERE;

/**
 * From now on, errors name these places. A process runs one program at a time, and what refuses a value, such as an
 * orchestrator's own check, knows the value and not where it is from.
 */
export function usePlaces(next: Places): void {
  places = next;
}

/** Names these places in what `action` throws. */
export function withPlaces<T>(next: Places, action: () => T): T {
  const former = places;
  places = next;
  try {
    return action();
  } finally {
    places = former;
  }
}

/** Where a key is set, or the nearest one that it is part of; undefined if that is not in the workload file. */
export function placeOf(key: string): Place | undefined {
  const outer = key.replace(/(\.[\w-]+|\["[^]*"\]|\[\d+\])$/, "");
  return places.get(key) ?? (outer === key ? undefined : placeOf(outer));
}
