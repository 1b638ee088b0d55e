import { version } from "../../package.json";
import { setupsOf } from "../drills/setups";
import { COMPETING } from "../drills/summary";
import { MATRIX, type MatrixItem } from "../workload/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { type Concepts, CONCEPTS } from "../orchestrators/orchestrator";
import { answerOf } from "./answer";
import { glanceAt } from "./glance";
import { capital } from "./answer/words";
import { type Choice, choose, configuredSentences } from "./choice";
import { columnsOf } from "./columns";
import { drillParts } from "./drills";
import { type Program, REPORT_FORMAT, type ReportColumn, type ReportModel } from "./model";
import { nameOf } from "./recorded";
import { describeSource, isRead, type ReadSource, type ResultsSource } from "./sources";
import { isSample } from "./image";
import { timelines } from "./timelines";
import { Notes } from "../visuals/notes";
import type { ColumnKind } from "../visuals/parts";
import { sideOf } from "./beside";
import { enumerate } from "../visuals/words";

interface Recordings {
  /** Whether the results themselves are recordings. */
  isRecorded?: boolean;
  /** Those to set beside the results: those of a list together, the newest first. */
  beside?: ReadSource[][];
}

/**
 * Builds the report from the programs and the measurements. Sessions of other settings than most stand beside the others.
 * @param own the results, newest first.
 */
export function buildReport(
  programs: Program[],
  own: ResultsSource[],
  now: Date,
  { isRecorded = false, beside = [] }: Recordings = {},
): ReportModel {
  const sources = [...own, ...beside.flat()];
  const read = own.filter(isRead);
  const [main = [], ...others] = setupsOf(read);
  const choices = choose(main, sources);
  const columns = columnsOf(choices);
  const parts = drillParts(choices);
  const sides = [
    ...others.map((sessions) => sideOf(sessions, isRecorded, choices, sources)),
    ...beside.map((recordings) => sideOf(recordings, true, choices, sources)),
  ];
  const shown = [...parts, ...sides.flatMap((side) => side.parts)];
  const notes = new Notes();
  const requirements = glanceAt({ columns, parts }, shown, notes);
  const used = new Set([{ choices }, ...sides].flatMap((side) => side.choices.map(({ source }) => source)));
  return {
    format: REPORT_FORMAT,
    generatedAt: now.toISOString(),
    podium: { version },
    lead: `${subjectOf(choices)}, deployed by ${programs.length} Pulumi programs, and measured.${isRecorded && main[0] ? ` ${capital(nameOf(main[0].results))}.` : ""}`,
    summary: summaryOf(columns, choices),
    answer: answerOf(choices, parts),
    columns,
    requirements,
    beside: sides.map(({ name, differences, ...side }) => ({
      name,
      columns: side.columns,
      requirements: glanceAt(side, shown, notes, `${name}: `),
      differences,
    })),
    notes: notes.texts,
    drills: parts,
    timelines: timelines([{ choices }, ...sides]),
    concepts: (Object.keys(CONCEPTS) as (keyof Concepts)[]).map((key) => ({
      key,
      label: CONCEPTS[key],
      words: byName((name) => ORCHESTRATORS[name].concepts[key]),
    })),
    fidelity: (Object.keys(MATRIX) as MatrixItem[]).map((item) => ({
      item,
      label: MATRIX[item],
      levels: byName((name) => ORCHESTRATORS[name].fidelity[item]),
    })),
    programs,
    sources: sources.map((source, index) => describeSource(source, used.has(index))),
  };
}

function subjectOf(choices: Choice[]): string {
  const isEachSample = choices.map(({ results }) => isSample(results));
  if (!isEachSample.includes(false)) return "One sample image, built once";
  return isEachSample.includes(true) ? "The sample image or another one" : "An image other than the sample";
}

const byName = <T>(valueOf: (name: OrchestratorName) => T) =>
  Object.fromEntries(ORCHESTRATOR_NAMES.map((name) => [name, valueOf(name)])) as Record<OrchestratorName, T>;

function summaryOf(columns: ReportColumn[], choices: Choice[]): string[] {
  const titled = (...kinds: ColumnKind[]) =>
    columns.filter(({ kind }) => kinds.includes(kind)).map(({ title }) => title);
  const [real, acted, planned] = [
    titled("real"),
    titled("emulator", "stand-in", "unknown"),
    titled("planned"),
  ];
  const own = columns.filter(({ name }) =>
    choices.some(({ orchestrator, results }) => orchestrator === name && !isSample(results)),
  );
  return [
    real.length ? `Measured on real engines: ${enumerate(real)}.` : "No real engine was measured.",
    ...(acted.length
      ? [
          `Measured on something that only acts as the orchestrator, or on an unknown engine: ${enumerate(acted)}. This shows whether programs and calls are right, but says nothing about speed.`,
        ]
      : []),
    ...(planned.length ? [`Planned only: ${enumerate(planned)}.`] : []),
    ...configuredSentences(choices),
    ...(own.length
      ? [
          `Measured with another image than the sample: ${enumerate(own.map(({ title }) => title))}. Its instances do not say who they are, so the engine counts them; drills that need the sample are not supported.`,
        ]
      : []),
    "Numbers are medians, with the range of all runs below (minimum to maximum). The “best” range overlaps with no other; " +
      "overlapping ranges are a tie.",
    COMPETING,
  ];
}
