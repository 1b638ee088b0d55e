import { versionColour } from "../../app/colour";
import type { Timeline } from "../drills/result";

type Second = Timeline["seconds"][number];
type Seconds = Pick<Timeline, "seconds">;

/** The upper ends of the axes, shared by charts that are compared. */
export interface Scale {
  seconds: number;
  requests: number;
}

/** One edge of a second in one layer of a stack; `z` identifies a layer that is drawn in one piece. */
export interface Corner {
  x: number;
  y1: number;
  y2: number;
  z: string;
  fill: string;
}

/** Null for responses that do not say which version has answered. */
export type Version = string | null;

/** The colour of a version, the same everywhere. */
export const colourOf = (version: Version): string =>
  version === null ? "var(--mark)" : versionColour(version);

const LOST = "lost";
const keyOf = ({ version, instance }: Pick<Second["answered"][number], "version" | "instance">) =>
  `${version ?? ""}\0${instance ?? ""}`;
const versionIn = (key: string): Version => key.split("\0")[0] || null;

/** The versions, in the order in which they first responded. */
export const versionsOf = ({ seconds }: Seconds): Version[] => [
  ...new Set(seconds.flatMap(({ answered }) => answered.map(({ version }) => version))),
];

/** All requests lost in a second. */
export const lostIn = ({ lost }: Pick<Second, "lost">): number =>
  Object.values(lost).reduce((sum: number, each) => sum + (each ?? 0), 0);

/** All requests answered in a second. */
export const answeredIn = ({ answered }: Second): number =>
  answered.reduce((sum, { requests }) => sum + requests, 0);

/** The requests that one version answered in a second. */
export const answeredBy = (second: Second, version: Version): number =>
  answeredIn({ ...second, answered: second.answered.filter((each) => each.version === version) });

/**
 * How many instances responded in a second or, where they do not say who they are, how many the engine had ready; null if
 * neither is known.
 */
export const instancesIn = ({ answered, ready }: Second): number | null => {
  if (ready !== undefined) return ready;
  const instances = new Set(answered.map(({ instance }) => instance));
  return instances.has(null) ? null : instances.size;
};

/** Requests stacked by version and instance, with losses on top; each second has its full width. */
export function layers({ seconds }: Seconds): Corner[] {
  const versions = versionsOf({ seconds });
  const keys = [...new Set(seconds.flatMap(({ answered }) => answered.map(keyOf)))].sort(
    (a, b) => versions.indexOf(versionIn(a)) - versions.indexOf(versionIn(b)),
  );
  return seconds.flatMap((second, index) => {
    let height = 0;
    const corners = (key: string, fill: string): Corner[] => {
      const requests = requestsOf(second, key);
      if (!requests) return [];
      const [y1, y2] = [height, (height += requests)];
      const z = `${key} ${beginOf(seconds, index, key)}`;
      return [second.at, second.at + 1].map((x) => ({ x, y1, y2, z, fill }));
    };
    return [
      ...keys.flatMap((key) => corners(key, colourOf(versionIn(key)))),
      ...corners(LOST, "var(--loss)"),
    ];
  });
}

function requestsOf(second: Second, key: string): number {
  if (key === LOST) return lostIn(second);
  return second.answered.find((each) => keyOf(each) === key)?.requests ?? 0;
}

/** The index at which a layer's current run without gaps begins: no area may span a gap. */
function beginOf(seconds: Second[], index: number, key: string): number {
  let begin = index;
  while (
    begin > 0 &&
    seconds[begin - 1]!.at === seconds[begin]!.at - 1 &&
    requestsOf(seconds[begin - 1]!, key)
  )
    begin--;
  return begin;
}

/** How many instances there were, as a line that keeps its height for a second; see `instancesIn`. */
export const instanceSteps = ({ seconds }: Seconds) =>
  seconds.flatMap((second) => [
    { x: second.at, y: instancesIn(second) },
    { x: second.at + 1, y: instancesIn(second) },
  ]);

/** The numbers of the events. Events that are too close together share a sign, e.g. "1–2". */
export function eventSigns(
  { events }: Pick<Timeline, "events">,
  { seconds }: Scale,
): { at: number; sign: string }[] {
  const places: { at: number; first: number; last: number }[] = [];
  events.forEach(({ at }, index) => {
    const before = places.at(-1);
    if (before && at - before.at < seconds / 20) before.last = index + 1;
    else places.push({ at, first: index + 1, last: index + 1 });
  });
  return places.map(({ at, first, last }) => ({
    at,
    sign: first === last ? `${first}` : `${first}–${last}`,
  }));
}

/** The scale that fits all of these charts, so that they can be compared. */
export const scaleOf = (charts: Seconds[]): Scale => {
  const all = charts.flatMap(({ seconds }) => seconds);
  return {
    seconds: Math.max(...all.map(({ at }) => at + 1)),
    requests: Math.max(1, ...all.map((second) => answeredIn(second) + lostIn(second))),
  };
};
