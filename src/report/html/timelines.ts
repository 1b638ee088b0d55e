import { h } from "preact";
import { DRILLS, type DrillName } from "../../drills/metrics";
import type { ReportModel, Source, TimelineChart } from "../model";
import { count, day, enumerate } from "../../visuals/words";
import type { Charts } from "./charts";
import { answeredIn, instancesIn, lostIn, type Scale, scaleOf, versionsOf } from "../../visuals/layers";
import { nodesOf } from "../../visuals/places";
import { Drawing, More, Scroll, Section, Swatch, Table, VersionSwatch } from "../../visuals/parts";
import { timelineTable } from "../tables";
import { TIMELINE_DRILLS } from "../timelines";
import { titleOf } from "../titles";

/** What clients of the service saw during the drills. */
export function Timelines({
  report: { timelines, sources },
  charts,
}: {
  report: ReportModel;
  charts: Charts;
}) {
  const drills = [...new Set(timelines.map(({ drill }) => drill))];
  return h(
    Section,
    {
      id: "timelines",
      title: "Second by second",
      lead: drills.length
        ? LEAD +
          (timelines.some(isUnidentified) ? UNIDENTIFIED : "") +
          (timelines.some((each) => nodesOf(each).length) ? ON_NODES : "")
        : `No timeline was recorded. The drills ${enumerate(Object.keys(TIMELINE_DRILLS))} record one.`,
    },
    drills.map((drill) => {
      const ofDrill = timelines.filter((each) => each.drill === drill);
      return h(Drill, { drill, timelines: ofDrill, sources, charts });
    }),
  );
}

const LEAD =
  "Requests per second, by the version that responded; thin lines separate the instances of a version. Below: how many instances responded. Dashed lines are events. The first and last seconds are incomplete. All charts of a drill have the same scale.";
const UNIDENTIFIED =
  " Where the image is not the sample, responses do not say which version or instance has answered: then they have one colour, and below is how many instances the engine had ready.";

const ON_NODES =
  " Where instances ran on several nodes, a row for each node shows how many of them the engine had ready there.";

const isUnidentified = (timeline: TimelineChart) => versionsOf(timeline).includes(null);

interface DrillProps {
  drill: DrillName;
  timelines: TimelineChart[];
  sources: Source[];
  charts: Charts;
}

function Drill({ drill, timelines, sources, charts }: DrillProps) {
  const { title, question } = DRILLS[drill];
  const scale = scaleOf(timelines);
  const versions = [...new Set(timelines.flatMap(versionsOf))];
  return h(
    "section",
    { "aria-labelledby": `timeline-${drill}` },
    h("h3", { id: `timeline-${drill}` }, title),
    h("p", { class: "lead" }, question),
    h(
      "ul",
      { class: "legend", "aria-label": "Legend" },
      versions.map((version) =>
        h(
          "li",
          null,
          h(VersionSwatch, { version }),
          version === null ? "answered" : `answered by ${version}`,
        ),
      ),
      h("li", null, h(Swatch, { fill: "var(--loss)" }), "lost"),
    ),
    h(
      "div",
      { class: "figures" },
      timelines.map((timeline) => h(Figure, { timeline, scale, sources, charts })),
    ),
  );
}

type FigureProps = Omit<DrillProps, "drill" | "timelines"> & { timeline: TimelineChart; scale: Scale };

function Figure({ timeline, scale, sources, charts }: FigureProps) {
  const { drill, orchestrator, run, of, source, startedAt, events, beside } = timeline;
  const engine = sources[source]?.about?.engines[orchestrator];
  const name = titleOf(orchestrator);
  const { head, rows } = timelineTable(timeline);
  const text = {
    id: `chart-${drill}-${orchestrator}${beside === undefined ? "" : `-${source}`}`,
    title: `${DRILLS[drill].title} on ${name}${beside === undefined ? "" : `, ${beside}`}`,
    description: inWords(timeline),
  };
  return h(
    "figure",
    null,
    h(
      "figcaption",
      null,
      h("strong", null, name),
      engine && engine.kind !== "real" && h("span", { class: "aside" }, ` ${engine.kind}: ${engine.product}`),
      beside !== undefined && h("span", { class: "aside" }, ` ${beside}`),
    ),
    h(Drawing, { svg: charts.timeline(timeline, scale, text) }),
    h(
      "ol",
      { class: "events" },
      events.map(({ at, what }) => h("li", null, `${at.toFixed(1)} s: ${what}`)),
    ),
    h(
      "p",
      { class: "aside" },
      `${of > 1 ? `Run ${run} of ${of}, the median one` : "The only run"}, ${day(startedAt)}.`,
    ),
    h(
      More,
      { summary: "As a table" },
      h(
        Scroll,
        { label: `${text.title}, as a table` },
        h(Table, {
          caption: `${text.title}: requests per second`,
          isHidden: true,
          head,
          // One class for all: there are thousands of cells.
          class: "numeric",
          rows,
        }),
      ),
    ),
  );
}

/** The chart in words, for screen readers. */
function inWords({ seconds, ...rest }: TimelineChart): string {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const counts = seconds.map(instancesIn).filter((each) => each !== null);
  const versions = versionsOf({ seconds });
  const isNamed = !versions.includes(null);
  const isCounted = seconds.some(({ ready }) => ready !== undefined);
  const instances = `From ${Math.min(...counts)} to ${Math.max(...counts)} instances ${isCounted ? "were ready, according to the engine" : "responded in a second"}.`;
  return (
    `${count(sum(seconds.map(answeredIn)), "request")} answered in ${count(seconds.length, "second")}, ` +
    `by ${isNamed ? versions.join(" and then ") || "no version" : "instances that do not say who they are"}; ` +
    `${sum(seconds.map(lostIn))} lost. ${counts.length ? `${instances} ` : ""}${count(rest.events.length, "event")}, listed below.`
  );
}
