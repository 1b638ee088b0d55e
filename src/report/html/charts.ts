import type { PlotOptions } from "@observablehq/plot";
import type { Metric } from "../../drills/metrics";
import type { Timeline } from "../../drills/result";
import type { Summary } from "../../drills/statistics";
import { digits } from "../../visuals/words";
import type { ColumnKind } from "../../visuals/parts";
import { eventSigns, instanceSteps, layers, type Scale } from "../../visuals/layers";
import { outline } from "../../visuals/outline";
import { nodesOf, readyByNode } from "../../visuals/places";

/** A chart's title and description, for screen readers. */
export interface ChartText {
  /** Unique on the page. */
  id: string;
  title: string;
  description: string;
}

/** One orchestrator's number. */
export interface Bar extends Summary {
  name: string;
  kind: ColumnKind;
}

/** Draws charts as SVG. Colours are the page's CSS variables, except those of versions, which are the same everywhere. */
export interface Charts {
  timeline(timeline: Timeline, scale: Scale, text: ChartText): string;
  ranges(bars: Bar[], unit: Metric["unit"], text: ChartText): string;
  amounts(bars: Bar[], unit: Metric["unit"], text: ChartText): string;
}

/** The width of a phone, so that text keeps its size there; wider pages place several charts side by side. */
const WIDTH = 340;
const DIM = "var(--dim)";
const MARK = "var(--mark)";
const LINES = { stroke: "var(--line)", strokeOpacity: 1 };

/** Loads Observable Plot, with a document that needs no browser. */
export async function loadCharts(): Promise<Charts> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");

  function draw(options: PlotOptions, text?: ChartText): string {
    const svg = Plot.plot({ document, width: WIDTH, ...options });
    // The page has its own style sheet, and the parts of a single image have no labels.
    for (const style of svg.querySelectorAll("style")) style.remove();
    for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    svg.removeAttribute("class");
    if (!text) svg.setAttribute("aria-hidden", "true");
    else label(svg as SVGElement, text);
    return svg.outerHTML;
  }

  function label(svg: SVGElement, { id, title, description }: ChartText): void {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-labelledby", `${id}-title ${id}-desc`);
    const parts = { title, desc: description };
    svg.prepend(
      ...Object.entries(parts).map(([name, text]) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        element.setAttribute("id", `${id}-${name}`);
        element.textContent = text;
        return element as Node;
      }),
    );
  }

  function rows(bars: Bar[], marks: PlotOptions["marks"]): PlotOptions {
    return {
      height: 26 * bars.length + 28,
      marginLeft: 94,
      marginRight: 46,
      marginTop: 4,
      marginBottom: 24,
      x: { domain: [0, Math.max(...bars.map(({ max }) => max)) || 1], ticks: 4, label: null },
      y: { domain: bars.map(({ name }) => name), label: null, tickSize: 0, padding: 0.4 },
      marks: [Plot.gridX({ ...LINES, ticks: 4 }), ...marks!],
    };
  }

  /** A row for each node, where there are several: how many instances were ready there. */
  function onNodes(timeline: Timeline, options: PlotOptions): string {
    const nodes = nodesOf(timeline);
    if (!nodes.length) return "";
    const steps = outline(
      readyByNode(timeline).flatMap((each) => [each, { ...each, at: each.at + 1 }]),
      ({ node }) => node,
      ({ ready }) => [ready],
    );
    return draw({
      ...options,
      height: 26 * nodes.length + 8,
      marginTop: 4,
      marginBottom: 4,
      y: { domain: [0, Math.max(2, ...steps.map(({ ready }) => ready))], axis: null },
      fy: { domain: nodes, axis: null, padding: 0.15 },
      marks: [
        Plot.areaY(steps, { x: "at", y1: 0, y2: "ready", fy: "node", fill: "var(--soft)" }),
        Plot.lineY(steps, { x: "at", y: "ready", fy: "node", stroke: DIM, strokeWidth: 1.25 }),
        Plot.text(nodes, {
          fy: (node: string) => node,
          text: (node: string) => node,
          frameAnchor: "left",
          dx: 4,
          // Legible where a line crosses it.
          fill: "currentColor",
          stroke: "var(--paper)",
          strokeWidth: 4,
        }),
        Plot.ruleX(timeline.events, { x: "at", stroke: "currentColor", strokeDasharray: "2 2" }),
      ],
    });
  }

  const fill = ({ kind }: Bar) => (kind === "real" ? MARK : "var(--paper)");
  const values = (bars: Bar[], unit: Metric["unit"]) =>
    Plot.text(bars, {
      x: "max",
      y: "name",
      text: ({ median }: Bar) => digits(median, unit),
      textAnchor: "start",
      dx: 9,
      fontVariant: "tabular-nums",
    });

  return {
    timeline(recorded, scale, text) {
      // Not the part of a second before the run, for which the axis has no room.
      const timeline = { ...recorded, seconds: recorded.seconds.filter(({ at }) => at >= 0) };
      const x = { domain: [0, scale.seconds], ticks: 6, label: null };
      const margins = { marginLeft: 34, marginRight: 6 };
      const steps = outline(
        instanceSteps(timeline),
        () => "instances",
        ({ y }) => [y],
      );
      const areas = outline(
        layers(timeline),
        ({ z }) => z,
        ({ y1, y2 }) => [y1, y2],
      );
      const most = Math.max(2, ...steps.map(({ y }) => y ?? 0));
      const requests = draw(
        {
          ...margins,
          height: 150,
          marginTop: 18,
          marginBottom: 4,
          x: { ...x, axis: null },
          y: { domain: [0, scale.requests], ticks: 3, label: null },
          marks: [
            Plot.gridY({ ...LINES, ticks: 3 }),
            Plot.areaY(areas, {
              ...{ x: "x", y1: "y1", y2: "y2", z: "z", fill: "fill" },
              stroke: "var(--paper)",
              strokeWidth: 0.75,
            }),
            Plot.ruleY([0], { stroke: DIM }),
            Plot.ruleX(timeline.events, { x: "at", stroke: "currentColor", strokeDasharray: "2 2" }),
            Plot.text(eventSigns(timeline, scale), {
              x: "at",
              text: "sign",
              frameAnchor: "top",
              dy: -15,
              fontWeight: 600,
            }),
          ],
        },
        text,
      );
      const instances = draw({
        ...margins,
        height: 56,
        marginTop: 10,
        marginBottom: 20,
        x: { ...x, tickFormat: (value: number) => `${value} s` },
        y: {
          domain: [0, most],
          ticks: [0, most],
          label: null,
          tickFormat: "d",
        },
        marks: [
          // With `y` alone, Plot would stack them.
          Plot.areaY(steps, { x: "x", y1: 0, y2: "y", fill: "var(--soft)" }),
          Plot.lineY(steps, { x: "x", y: "y", stroke: DIM, strokeWidth: 1.25 }),
          Plot.ruleX(timeline.events, { x: "at", stroke: "currentColor", strokeDasharray: "2 2" }),
        ],
      });
      return requests + instances + onNodes(timeline, { ...margins, x: { ...x, axis: null } });
    },

    ranges: (bars, unit, text) =>
      draw(
        rows(bars, [
          Plot.ruleY(bars, {
            ...{ x1: "min", x2: "max", y: "name" },
            stroke: MARK,
            strokeWidth: 3,
            strokeOpacity: 0.4,
            strokeLinecap: "round",
          }),
          Plot.dot(bars, { x: "median", y: "name", r: 4.5, fill, stroke: MARK, strokeWidth: 1.5 }),
          values(bars, unit),
        ]),
        text,
      ),

    amounts: (bars, unit, text) =>
      draw(
        rows(bars, [
          Plot.barX(bars, { x: "median", y: "name", fill, stroke: MARK }),
          Plot.ruleX([0], { stroke: DIM }),
          values(bars, unit),
        ]),
        text,
      ),
  };
}
