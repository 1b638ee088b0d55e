import { version } from "../../package.json";
import { COMPETING } from "../drills/summary";
import { MATRIX, type MatrixItem } from "../workload/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { type Concepts, CONCEPTS } from "../orchestrators/orchestrator";
import type { Plan } from "../plan";
import { requirementRows } from "./answer";
import { type Choice, choose, type EngineFound } from "./choice";
import { drillParts } from "./drills";
import { type Column, type ColumnKind, REPORT_FORMAT, type ReportModel } from "./model";
import { programs } from "./programs";
import { describeSource, type ResultsSource } from "./sources";
import { timelines } from "./timelines";
import { enumerate } from "../visuals/words";

/** Makes the report of what the plans say and the sources have measured. */
export function buildReport(plans: Plan[], sources: ResultsSource[], now: Date): ReportModel {
  const choices = choose(sources);
  const columns = ORCHESTRATOR_NAMES.map((name) => columnOf(name, choices));
  const parts = drillParts(choices);
  const used = new Set(choices.map(({ source }) => source));
  return {
    format: REPORT_FORMAT,
    generatedAt: now.toISOString(),
    podium: { version },
    summary: summaryOf(columns),
    columns,
    requirements: requirementRows(columns, parts),
    drills: parts,
    timelines: timelines(choices),
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
    programs: programs(plans),
    sources: sources.map((source, index) => describeSource(source, used.has(index))),
  };
}

const byName = <T>(valueOf: (name: OrchestratorName) => T) =>
  Object.fromEntries(ORCHESTRATOR_NAMES.map((name) => [name, valueOf(name)])) as Record<OrchestratorName, T>;

function columnOf(name: OrchestratorName, choices: Choice[]): Column {
  const { title } = ORCHESTRATORS[name];
  const own = choices.filter(({ orchestrator }) => orchestrator === name);
  const engines = own.flatMap(({ engine }) => engine ?? []);
  const kind: ColumnKind = own.length ? (engines[0]?.kind ?? "unknown") : "planned";
  const engine = engineOf(engines);
  return { name, title, kind, ...(engine && { engine }), standing: STANDINGS[kind](engine ?? "something") };
}

/** E.g. "Nomad 1.9.3"; several versions where sessions had different ones. */
function engineOf(engines: EngineFound[]): string | undefined {
  const versions = [...new Set(engines.map(({ version: each }) => each))];
  return engines[0] && `${engines[0].product} ${versions.join(", ")}`;
}

const STANDINGS: Record<ColumnKind, (engine: string) => string> = {
  real: (engine) => `Measured on the real engine, ${engine}.`,
  emulator: (engine) =>
    `Measured on an emulator, ${engine}: this tells whether programs and calls are right, and nothing of speed.`,
  "stand-in": (engine) =>
    `Measured on a stand-in, ${engine}: this tells whether programs and calls are right, and nothing of the behaviour.`,
  planned: () => "Only planned: the program was run with mocks, and no engine was measured.",
  unknown: () => "Measured, and the file does not tell on what.",
};

function summaryOf(columns: Column[]): string[] {
  const titled = (...kinds: ColumnKind[]) =>
    columns.filter(({ kind }) => kinds.includes(kind)).map(({ title }) => title);
  const [real, acted, planned] = [
    titled("real"),
    titled("emulator", "stand-in", "unknown"),
    titled("planned"),
  ];
  return [
    real.length ? `Measured on real engines: ${enumerate(real)}.` : "No real engine was measured.",
    ...(acted.length
      ? [
          `On something that only acts as the orchestrator: ${enumerate(acted)}. That tells whether programs and calls are right, and nothing of speed.`,
        ]
      : []),
    ...(planned.length ? [`Only planned: ${enumerate(planned)}.`] : []),
    "Numbers are medians; the range below one is from the least to the most of its runs. By repeated runs, “best” is told " +
      "apart from all others, and overlapping ranges are a tie.",
    COMPETING,
  ];
}
