import { answeredBy, instancesIn, lostIn, versionsOf } from "../visuals/layers";
import { nodesOf, readyByNode } from "../visuals/places";
import { realOnes } from "../program/resources";
import type { AnswerCell, DrillPart, ReportModel, Value } from "./model";
import { titleOf } from "./titles";
import type { Metric } from "../drills/metrics";
import { day, kindOf, kindsOf, withRange } from "../visuals/words";
import { imageWords } from "./image";

/** The report as GitHub Flavored Markdown, with tables instead of charts. */
export function renderMarkdown(report: ReportModel): string {
  const { podium, generatedAt, lead, summary } = report;
  return (
    [
      "# Container orchestrators side by side",
      escaped(`${lead} Generated ${day(generatedAt)} by Podium ${podium.version}.`),
      "## Results at a glance",
      list(summary.map(escaped)),
      answer(report),
      "## Second by second",
      ...timelines(report),
      "## All measurements",
      ...report.drills.flatMap(drill),
      "## The same concepts in each orchestrator’s words",
      table(
        ["", ...report.concepts.map(({ label }) => label)],
        report.columns.map(({ name, title }) => [title, ...report.concepts.map(({ words }) => words[name])]),
      ),
      "## How faithfully each expresses the workload",
      ...fidelity(report),
      "## What each program creates",
      ...programs(report),
      "## Where the numbers come from",
      ...provenance(report),
    ].join("\n\n") + "\n"
  );
}

function answer({ columns, requirements }: ReportModel): string {
  const kinds = columns.map(({ kind, engine }) => (engine ? `${kind}: ${engine}` : kind));
  const rows = requirements.flatMap(({ title, rows }) => [
    { head: `**${title}**`, cells: columns.map(() => "") },
    ...rows.map(({ label, metric, cells }) => ({
      head: escaped(label),
      cells: cells.map((cell) => answerCell(cell, metric)),
    })),
  ]);
  return rawTable(
    ["", ...columns.map(({ title }) => escaped(title))],
    [["engine", ...kinds.map(escaped)], ...rows.map(({ head, cells }) => [head, ...cells])],
  );
}

function answerCell(cell: AnswerCell, metric: Metric): string {
  if ("why" in cell) return `_${escaped(cell.why)}_`;
  return measured(cell.value, metric) + (cell.remark ? ` _${escaped(cell.remark)}_` : "");
}

function measured(value: Value, { unit }: Metric): string {
  const standing = value.standing === "best" ? " **best**" : value.standing === "tie" ? " tie" : "";
  return withRange(value, unit) + standing;
}

function timelines({ timelines: all }: ReportModel): string[] {
  if (!all.length) return ["No timeline was recorded."];
  return all.flatMap((timeline) => {
    const { drill, orchestrator, run, of, startedAt, events, seconds } = timeline;
    const versions = versionsOf(timeline);
    const ready = readyByNode(timeline);
    return [
      `### ${drill}: ${titleOf(orchestrator)}`,
      escaped(
        `Run ${run} of ${of}, ${day(startedAt)}. Requests per second${versions.includes(null) ? ", and the instances that the engine had ready" : ", by the version that responded"}.`,
      ),
      ...(events.length ? [list(events.map(({ at, what }) => escaped(`${at.toFixed(1)} s: ${what}`)))] : []),
      table(
        [
          "second",
          ...versions.map((version) => version ?? "answered"),
          "lost",
          "instances",
          ...nodesOf(timeline).map((node) => `ready on ${node}`),
        ],
        seconds.map((second) => [
          String(second.at),
          ...versions.map((version) => String(answeredBy(second, version))),
          String(lostIn(second)),
          String(instancesIn(second) ?? "–"),
          ...ready.filter(({ at }) => at === second.at).map((each) => String(each.ready)),
        ]),
      ),
    ];
  });
}

function drill({ title, question, metrics, comparison, results }: DrillPart): string[] {
  const rows = results.map(
    ({ orchestrator, verdicts, values, reasons, leftOut, facts, remark, startedAt }) => [
      escaped(titleOf(orchestrator)),
      Object.entries(verdicts)
        .map(([verdict, runs]) => `${runs} ${verdict}`)
        .join(", "),
      ...Object.entries(metrics).map(([key, metric]) => (values[key] ? measured(values[key], metric) : "–")),
      escaped(
        [
          ...reasons,
          ...leftOut.map((what) => `not measured: ${what}`),
          ...Object.entries(facts).map(([key, all]) => `${key}: ${all.join("; ")}`),
          ...(remark ? [remark] : []),
        ].join(" · "),
      ),
      day(startedAt),
    ],
  );
  return [
    `### ${title}`,
    escaped(`${question} ${comparison}`),
    rawTable(["", "runs", ...Object.values(metrics).map(({ label }) => label), "findings", "measured"], rows),
  ];
}

function fidelity({ columns, fidelity: items }: ReportModel): string[] {
  return [
    table(
      ["", ...columns.map(({ title }) => title)],
      items.map(({ label, levels }) => [label, ...columns.map(({ name }) => levels[name].level)]),
    ),
    ...items.flatMap(({ label, levels }) => [
      `### ${escaped(label)}`,
      table(
        ["", "how", "property", "effect"],
        columns.map(({ name, title }) => {
          const declared = levels[name];
          const property =
            declared.level === "unsupported"
              ? "none"
              : `${kindOf(declared.property.type)} ${declared.property.path}`;
          return [title, declared.level, property, declared.effect ?? "as configured"];
        }),
      ),
    ]),
  ];
}

function programs({ programs: all }: ReportModel): string[] {
  return [
    table(
      ["", "resources", "stack", "deployment", "helpers", "total", "kinds"],
      all.map(({ name, resources, lines }) => [
        titleOf(name),
        ...[
          realOnes(resources).length,
          lines.stack,
          lines.deployment,
          lines.helpers,
          lines.stack + lines.deployment + lines.helpers,
        ].map(String),
        kindsOf(resources),
      ]),
    ),
    ...all.flatMap(({ name, files }) => [
      `### ${titleOf(name)}`,
      ...files.flatMap(({ path, code }) => [`\`${path}\``, fenced(code)]),
    ]),
  ];
}

function provenance({ columns, sources }: ReportModel): string[] {
  return [
    list(columns.map(({ title, standing }) => escaped(`${title}: ${standing}`))),
    sources.length ? "" : "No result file was found.",
    ...sources.map(({ path, state, problems, about }) =>
      list(
        [
          `${path}: ${state}`,
          ...problems,
          ...(about
            ? [
                `command: ${about.command}`,
                `date: ${day(about.startedAt)}`,
                `machine: ${about.machine.processor}, ${about.machine.cores} cores, ${about.machine.memory} MiB, ${about.machine.os}, ${about.machine.architecture}, Node.js ${about.machine.node}`,
                `load: ${about.settings.rate} requests per second on ${about.settings.replicas} instances of ${about.settings.cpu} cores and ${about.settings.memory} MiB`,
                `image: ${imageWords(about)}`,
              ]
            : []),
        ].map(escaped),
      ),
    ),
  ].filter(Boolean);
}

const list = (items: string[]) => items.map((item) => `- ${item}`).join("\n");

const table = (head: string[], rows: string[][]) =>
  rawTable(
    head.map(escaped),
    rows.map((row) => row.map(escaped)),
  );

/** A table whose cells are Markdown already. */
const rawTable = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Escapes plain text: no HTML, no markup, and nothing that ends a cell or a line. */
export const escaped = (text: string): string =>
  text
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    // Whatever looks like a URL would become a link.
    .replace(/\b(https?|ftp):\/\//gi, "$1:&#47;&#47;")
    .replace(/\bwww\./gi, "www&#46;");

/** A code block with a fence longer than any in the code. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}typescript\n${code}\n${fence}`;
}
