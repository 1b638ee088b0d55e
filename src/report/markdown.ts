import { configuredWords } from "../drills/configured";
import type { Results } from "../drills/result";
import { versionsOf } from "../visuals/layers";
import { hasFindings } from "./drills";
import type { DrillPart, DrillResult, ReportModel } from "./model";
import { answer, glance, measured } from "./markdownResults";
import { programTable, timelineTable } from "./tables";
import { titleOf } from "./titles";
import { noteSign } from "../visuals/notes";
import { day, kindOf } from "../visuals/words";
import { imageWords } from "./image";
import { escaped, fenced, list, noteList, rawTable, table } from "./markup";

/** The report as GitHub Flavored Markdown, with tables instead of charts. */
export function renderMarkdown(report: ReportModel): string {
  const { podium, generatedAt, lead, summary } = report;
  return (
    [
      "# Container orchestrators side by side",
      escaped(`${lead} Generated ${day(generatedAt)} by Podium ${podium.version}.`),
      "## The answer",
      ...answer(report),
      "## Results at a glance",
      list(summary.map(escaped)),
      ...glance(report),
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

function timelines({ timelines: all }: ReportModel): string[] {
  if (!all.length) return ["No timeline was recorded."];
  return all.flatMap((timeline) => {
    const { drill, orchestrator, run, of, startedAt, events, beside } = timeline;
    const { head, rows } = timelineTable(timeline);
    return [
      `### ${drill}: ${titleOf(orchestrator)}${beside ? escaped(`, ${beside}`) : ""}`,
      escaped(
        `Run ${run} of ${of}, ${day(startedAt)}. Requests per second${versionsOf(timeline).includes(null) ? ", and the instances that the engine had ready" : ", by the version that responded"}.`,
      ),
      ...(events.length ? [list(events.map(({ at, what }) => escaped(`${at.toFixed(1)} s: ${what}`)))] : []),
      table(head, rows),
    ];
  });
}

function drill({ title, question, metrics, comparison, results }: DrillPart): string[] {
  const noted = results.filter(hasFindings);
  const rows = results.map((result) => [
    escaped(titleOf(result.orchestrator)),
    Object.entries(result.verdicts)
      .map(([verdict, runs]) => `${runs} ${verdict}`)
      .join(", "),
    ...Object.entries(metrics).map(([key, metric]) =>
      result.values[key] ? measured(result.values[key], metric) : "–",
    ),
    day(result.startedAt),
    noted.includes(result) ? escaped(noteSign(noted.indexOf(result) + 1)) : "",
  ]);
  return [
    `### ${title}`,
    escaped(`${question} ${comparison}`),
    rawTable(["", "runs", ...Object.values(metrics).map(({ label }) => label), "measured", "notes"], rows),
    ...noteList(noted.map(findings)),
  ];
}

const findings = ({ orchestrator, reasons, leftOut, facts, remark }: DrillResult) =>
  `${titleOf(orchestrator)}: ${[
    ...reasons,
    ...leftOut.map((what) => `not measured: ${what}`),
    ...Object.entries(facts).map(([key, all]) => `${key}: ${all.join("; ")}`),
    ...(remark ? [remark] : []),
  ].join(" · ")}`;

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
  const { head, rows } = programTable(all);
  return [
    table(head, rows),
    ...all.flatMap(({ cost }) => (cost ? [escaped(cost)] : [])),
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
                ...configuredLine(about.settings),
                `image: ${imageWords(about)}`,
              ]
            : []),
        ].map(escaped),
      ),
    ),
  ].filter(Boolean);
}

function configuredLine({ configured }: Results["settings"]): string[] {
  const words = configuredWords(configured);
  return words ? [`configured otherwise than by default: ${words}`] : [];
}
