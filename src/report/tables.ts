import { realOnes } from "../program/resources";
import { answeredBy, instancesIn, lostIn, versionsOf } from "../visuals/layers";
import { nodesOf, readyByNode } from "../visuals/places";
import { kindsOf } from "../visuals/words";
import type { Program, TimelineChart } from "./model";
import { titleOf } from "./titles";

// The tables that HTML and Markdown both have.

interface TextTable {
  head: string[];
  rows: (string | number)[][];
}

/** A run, second by second. All its columns are numbers. */
export function timelineTable(timeline: TimelineChart): TextTable {
  const versions = versionsOf(timeline);
  const ready = readyByNode(timeline);
  return {
    head: [
      "second",
      ...versions.map((version) => version ?? "answered"),
      "lost",
      "instances",
      ...nodesOf(timeline).map((node) => `ready on ${node}`),
    ],
    rows: timeline.seconds.map((second) => [
      second.at,
      ...versions.map((version) => answeredBy(second, version)),
      lostIn(second),
      instancesIn(second) ?? "–",
      ...ready.filter(({ at }) => at === second.at).map((each) => each.ready),
    ]),
  };
}

/** What each program creates, and how many lines of code it takes. */
export const programTable = (programs: Program[]): TextTable => ({
  head: ["", "resources", "stack", "deployment", "helpers", "total", "kinds"],
  rows: programs.map(({ name, resources, lines: { stack, deployment, helpers } }) => [
    titleOf(name),
    realOnes(resources).length,
    stack,
    deployment,
    helpers || "–",
    stack + deployment + helpers,
    kindsOf(resources),
  ]),
});
