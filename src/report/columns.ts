import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { ColumnKind } from "../visuals/parts";
import type { Choice, EngineFound } from "./choice";
import type { ReportColumn } from "./model";

/** A column for each orchestrator, even if nothing was measured on it. */
export const columnsOf = (choices: Choice[]): ReportColumn[] =>
  ORCHESTRATOR_NAMES.map((name) => columnOf(name, choices));

function columnOf(name: OrchestratorName, choices: Choice[]): ReportColumn {
  const { title } = ORCHESTRATORS[name];
  const own = choices.filter(({ orchestrator }) => orchestrator === name);
  const engines = own.flatMap(({ engine }) => engine ?? []);
  const kind: ColumnKind = own.length ? (engines[0]?.kind ?? "unknown") : "planned";
  const engine = engineOf(engines);
  return { name, title, kind, ...(engine && { engine }), standing: STANDINGS[kind](engine ?? "something") };
}

/** E.g. "Engine 1.9.3"; with several versions if sessions used different ones. */
function engineOf(engines: EngineFound[]): string | undefined {
  const versions = [...new Set(engines.map(({ version: each }) => each))];
  return engines[0] && `${engines[0].product} ${versions.join(", ")}`;
}

const STANDINGS: Record<ColumnKind, (engine: string) => string> = {
  real: (engine) => `Measured on the real engine, ${engine}.`,
  emulator: (engine) =>
    `Measured on an emulator, ${engine}: this shows whether programs and calls are right, but says nothing about speed.`,
  "stand-in": (engine) =>
    `Measured on a stand-in, ${engine}: this shows whether programs and calls are right, but says nothing about behaviour.`,
  planned: () => "Planned only: the program ran with mocks, and no engine was measured.",
  unknown: () => "Measured, but the result file does not say on which engine.",
};
