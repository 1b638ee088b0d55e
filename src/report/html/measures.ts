import { h } from "preact";
import { DRILLS, type Metric } from "../../drills/metrics";
import type { ReportColumn, DrillPart, DrillResult, ReportModel } from "../model";
import { day, digits, range } from "../../visuals/words";
import { Quantity } from "./glance";
import type { Bar, Charts } from "./charts";
import { Drawing, KIND_LABELS, More, NoteList, NoteRef, Scroll, Section, Table } from "../../visuals/parts";
import { hasFindings } from "../drills";
import { titleOf } from "../titles";

type Props = { report: ReportModel; charts: Charts };

/** Median and range of every duration, one chart each. */
export const Timings = ({ report: { drills, columns }, charts }: Props) => {
  const timings = drills
    .flatMap((part) => Object.entries(part.metrics).map(([key, metric]) => ({ part, key, metric })))
    .filter(({ metric, part, key }) => metric.unit === "s" && barsOf(part, key, columns).length);
  return h(
    Section,
    {
      id: "timings",
      title: "Durations",
      lead: timings.length
        ? "In seconds. The dot is the median, the bar is the range. A hollow dot is not a real engine, so do not compare it."
        : "No duration was measured.",
    },
    h(
      "div",
      { class: "figures" },
      timings.map(({ part, key, metric }) =>
        h(BarFigure, { part, name: key, metric, columns, draw: charts.ranges }),
      ),
    ),
  );
};

/** What an idle engine uses. */
export const Footprint = ({ report: { drills, columns }, charts }: Props) => {
  const part = drills.find(({ drill }) => drill === "footprint");
  const metrics = Object.entries(part?.metrics ?? {}).filter(([key]) => barsOf(part!, key, columns).length);
  return h(
    Section,
    {
      id: "footprint",
      title: "Engine overhead",
      lead: metrics.length
        ? DRILLS.footprint.question
        : "Not measured. To measure it, run `npx podium drill --only footprint`.",
    },
    h(
      "div",
      { class: "figures" },
      metrics.map(([key, metric]) =>
        h(BarFigure, { part: part!, name: key, metric, columns, draw: charts.amounts }),
      ),
    ),
  );
};

function barsOf({ results }: DrillPart, key: string, columns: ReportColumn[]): Bar[] {
  return columns.flatMap(({ name, kind }) => {
    const value = results.find(({ orchestrator }) => orchestrator === name)?.values[key];
    return value ? [{ name, kind, ...value }] : [];
  });
}

interface BarFigureProps {
  part: DrillPart;
  name: string;
  metric: Metric;
  columns: ReportColumn[];
  draw: Charts["ranges"];
}

function BarFigure({ part, name, metric, columns, draw }: BarFigureProps) {
  const bars = barsOf(part, name, columns);
  const title = `${part.title}: ${metric.label}`;
  const inWords = bars
    .map((bar) => `${bar.name} ${digits(bar.median, metric.unit)} ${metric.unit}`)
    .join(", ");
  return h(
    "figure",
    null,
    h("figcaption", null, h("strong", null, part.title), h("br", null), `${metric.label}, ${metric.unit}`),
    h(Drawing, {
      svg: draw(bars, metric.unit, {
        id: `chart-${part.drill}-${name}`,
        title,
        description: `Medians: ${inWords}.`,
      }),
    }),
    h(
      More,
      { summary: "As a table" },
      h(Table, {
        caption: title,
        isHidden: true,
        head: ["", "median", "range", "runs", "engine"],
        numbers: [1, 2, 3],
        rows: bars.map((bar) => [
          bar.name,
          digits(bar.median, metric.unit),
          range(bar, metric.unit) ?? "",
          bar.count,
          KIND_LABELS[bar.kind],
        ]),
      }),
    ),
  );
}

/** Every drill in full: all numbers, verdicts, reasons and findings. */
export const Numbers = ({ report: { drills } }: { report: ReportModel }) =>
  h(
    Section,
    {
      id: "numbers",
      title: "All measurements",
      lead: drills.length
        ? "Each drill in full, with the engines’ messages."
        : "Nothing was measured. To measure, run `npx podium drill`.",
    },
    drills.map((part) => h(DrillInFull, { part })),
  );

function DrillInFull({
  part: { drill, title, question, metrics, comparison, results },
}: {
  part: DrillPart;
}) {
  const id = `drill-${drill}`;
  const noted = results.filter(hasFindings);
  return h(
    More,
    {
      summary: h("span", null, h("strong", null, title), ` ${question}`),
      id,
      onPaper: true,
    },
    h("p", { class: "aside" }, comparison),
    h(
      Scroll,
      { label: `All numbers of the drill ${title}` },
      h(Table, {
        caption: `${title}: all numbers`,
        isHidden: true,
        head: ["", "runs", ...Object.values(metrics).map(({ label }) => label), "measured", "notes"],
        numbers: Object.keys(metrics).map((_, index) => index + 2),
        rows: results.map((result) => [
          titleOf(result.orchestrator),
          Object.entries(result.verdicts).map(([verdict, runs]) =>
            h("div", { class: `verdict ${verdict.replace(" ", "-")}` }, `${runs} ${verdict}`),
          ),
          ...Object.entries(metrics).map(([key, metric]) =>
            result.values[key] ? h(Quantity, { value: result.values[key]!, metric }) : "–",
          ),
          h("a", { href: `#source-${result.source}` }, day(result.startedAt)),
          noted.includes(result) && h(NoteRef, { id, number: noted.indexOf(result) + 1 }),
        ]),
      }),
    ),
    h(NoteList, {
      id,
      label: `Notes on the drill ${title}`,
      notes: noted.map((result) => [titleOf(result.orchestrator), h(Findings, { result })]),
    }),
  );
}

const Findings = ({ result: { reasons, leftOut, facts, remark } }: { result: DrillResult }) =>
  h(
    "ul",
    { class: "findings" },
    reasons.map((reason) => h("li", null, reason)),
    leftOut.map((what) => h("li", null, h("span", { class: "aside" }, "not measured: "), what)),
    Object.entries(facts).map(([key, values]) =>
      h("li", null, h("span", { class: "aside" }, `${key}: `), values.join("; ")),
    ),
    remark && h("li", null, remark),
  );
