import { versionColour } from "../../../app/colour";
import type { Timeline } from "../../drills/result";
import type { ColumnKind, TimelineChart } from "../model";
import { digits } from "../words";
import type { Metric } from "../../drills/metrics";

/** Draws charts as SVG. Colours are CSS variables, except versions', which are the same everywhere. */
export interface Charts {
  timeline(chart: Timeline, scale: Scale): string;
  ranges(bars: Bar[], unit: Metric["unit"]): string;
  amounts(bars: Bar[], unit: Metric["unit"]): string;
}

/** The axes' ends, common to charts that are compared. */
export interface Scale {
  seconds: number;
  requests: number;
}

export interface Bar {
  name: string;
  kind: ColumnKind;
  median: number;
  min: number;
  max: number;
}

const WIDTH = 360;
const LOSS = "var(--loss)";
const DIM = "var(--dim)";

/** Observable Plot, with a document that needs no browser. */
export async function loadCharts(): Promise<Charts> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const draw = (options: import("@observablehq/plot").PlotOptions) =>
    bare((Plot.plot({ document, width: WIDTH, ...options }) as unknown as Element).outerHTML);

  const bars = (rows: Bar[], max: number) => ({
    height: 26 * rows.length + 34,
    marginLeft: 96,
    marginRight: 54,
    marginTop: 4,
    marginBottom: 26,
    x: { domain: [0, max || 1], ticks: 4, label: null },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0, padding: 0.35 },
  });
  const values = (rows: Bar[], unit: Metric["unit"]) =>
    Plot.text(rows, {
      x: "max", y: "name", text: ({ median }: Bar) => digits(median, unit),
      textAnchor: "start", dx: 9, fill: "currentColor", fontVariant: "tabular-nums",
    });
  const most = (rows: Bar[]) => Math.max(...rows.map(({ max }) => max));
  const fill = ({ kind }: Bar) => (kind === "real" ? "var(--mark)" : "var(--paper)");

  return {
    timeline(chart, { seconds, requests }) {
      const x = { domain: [0, seconds], ticks: 6, label: null };
      const margins = { marginLeft: 34, marginRight: 6 };
      const instances = instanceSteps(chart);
      return (
        draw({
          ...margins, height: 150, marginTop: 18, marginBottom: 18,
          x: { ...x, axis: null },
          y: { domain: [0, requests], ticks: 3, label: null },
          marks: [
            Plot.gridY({ ticks: 3, stroke: "var(--line)", strokeOpacity: 1 }),
            Plot.areaY(layers(chart), {
              x: "x", y1: "y1", y2: "y2", z: "z", fill: "fill",
              stroke: "var(--paper)", strokeWidth: 0.75,
            }),
            Plot.ruleY([0], { stroke: DIM }),
            Plot.ruleX(chart.events, { x: "at", stroke: "currentColor", strokeDasharray: "2 2" }),
            Plot.text(numbered(chart, seconds), {
              x: "at", text: "sign", frameAnchor: "top", dy: -15, dx: "shift", fontWeight: 600,
            } as object),
          ],
        }) +
        draw({
          ...margins, height: 52, marginTop: 6, marginBottom: 20,
          x: { ...x, tickFormat: (value: number) => `${value} s` },
          y: { domain: [0, Math.max(2, ...instances.map(({ y }) => y))], ticks: 1, label: null, tickFormat: "d" },
          marks: [
            Plot.areaY(instances, { x: "x", y: "y", fill: "var(--soft)" }),
            Plot.lineY(instances, { x: "x", y: "y", stroke: DIM, strokeWidth: 1.25 }),
          ],
        })
      );
    },

    ranges: (rows, unit) =>
      draw({
        ...bars(rows, most(rows)),
        marks: [
          Plot.gridX({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
          Plot.ruleY(rows, { x1: "min", x2: "max", y: "name", stroke: "var(--mark)", strokeWidth: 3, strokeOpacity: 0.45, strokeLinecap: "round" }),
          Plot.dot(rows, { x: "median", y: "name", r: 4.5, fill, stroke: "var(--mark)", strokeWidth: 1.5 }),
          values(rows, unit),
        ],
      }),

    amounts: (rows, unit) =>
      draw({
        ...bars(rows, most(rows)),
        marks: [
          Plot.gridX({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
          Plot.barX(rows, { x: "median", y: "name", fill, stroke: "var(--mark)", strokeWidth: 1 }),
          Plot.ruleX([0], { stroke: DIM }),
          values(rows.map((row) => ({ ...row, max: row.median })), unit),
        ],
      }),
  };
}

interface Corner { x: number; y1: number; y2: number; z: string; fill: string }

/** Requests stacked by version and instance, losses on top; each second is as wide as it lasts. */
function layers({ seconds }: Timeline): Corner[] {
  const keys = [...new Set(seconds.flatMap(({ answered }) => answered.map(keyOf)))].sort(
    (a, b) => versionsOf({ seconds }).indexOf(a.split("\0")[0]!) - versionsOf({ seconds }).indexOf(b.split("\0")[0]!),
  );
  return seconds.flatMap(({ at, answered, lost }, index) => {
    let height = 0;
    const corners = (key: string, fill: string, requests: number): Corner[] => {
      if (!requests) return [];
      const [y1, y2] = [height, (height += requests)];
      // A layer that pauses is drawn anew: no area must span the pause.
      const z = `${key} ${runStart(seconds, index, key)}`;
      return [at, at + 1].map((x) => ({ x, y1, y2, z, fill }));
    };
    return [
      ...keys.flatMap((key) => corners(key, versionColour(key.split("\0")[0]!), requestsOf(answered, key))),
      ...corners("lost", LOSS, lostIn(lost)),
    ];
  });
}

type Second = Timeline["seconds"][number];
const keyOf = ({ version, instance }: { version: string; instance: string }) => `${version}\0${instance}`;
const requestsOf = (answered: Second["answered"], key: string) =>
  answered.find((each) => keyOf(each) === key)?.requests ?? 0;

/** All requests lost in a second. */
export const lostIn = (lost: Second["lost"]): number =>
  Object.values(lost).reduce((sum: number, each) => sum + (each ?? 0), 0);

/** The second from which a layer has been there without a pause. */
function runStart(seconds: Second[], index: number, key: string): number {
  let start = index;
  const isThere = ({ answered, lost }: Second) => (key === "lost" ? lostIn(lost) : requestsOf(answered, key)) > 0;
  while (start > 0 && seconds[start - 1]!.at === seconds[start]!.at - 1 && isThere(seconds[start - 1]!)) start--;
  return start;
}

/** In the order in which they first answered. */
export const versionsOf = ({ seconds }: Pick<Timeline, "seconds">): string[] => [
  ...new Set(seconds.flatMap(({ answered }) => answered.map(({ version }) => version))),
];

const instanceSteps = ({ seconds }: Timeline) =>
  seconds.flatMap(({ at, answered }) => {
    const y = new Set(answered.map(({ instance }) => instance)).size;
    return [{ x: at, y }, { x: at + 1, y }];
  });

/** Events as numbers; those that would cover one another step aside. */
function numbered({ events }: Timeline, seconds: number) {
  return events.map(({ at }, index) => ({ at, sign: String(index + 1), shift: 0, seconds }));
}

/** The ends that all these charts need. */
export const scaleOf = (charts: TimelineChart[]): Scale => ({
  seconds: Math.max(...charts.flatMap(({ seconds }) => seconds.map(({ at }) => at + 1))),
  requests: Math.max(
    1,
    ...charts.flatMap(({ seconds }) =>
      seconds.map(({ answered, lost }) => answered.reduce((sum, each) => sum + each.requests, lostIn(lost))),
    ),
  ),
});

/** Without Plot's own style sheet, for which the page has its own, and without labels inside of what is one image. */
const bare = (svg: string) =>
  svg
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/ aria-(label|description|hidden)="[^"]*"/g, "")
    .replace(/ class="plot-[^"]*"/, "")
    .replace("<svg", '<svg aria-hidden="true" focusable="false"');
