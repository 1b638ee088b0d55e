import type { DrillName } from "../../drills/metrics";
import type { DrillRun, Results } from "../../drills/result";
import type { OrchestratorName } from "../../orchestrators";
import { type Choice, choose } from "../choice";
import { drillParts, resultIn } from "../drills";
import type { DrillPart, Value } from "../model";
import { titleOf } from "../titles";

/**
 * One drill on an orchestrator's real engine, with at least one result: the answer is computed from nothing else, so that it
 * claims nothing of emulators and stand-ins.
 */
export interface Trial {
  orchestrator: OrchestratorName;
  title: string;
  drill: DrillName;
  /** Those that have a result: an error is none. */
  runs: DrillRun[];
  /** By metric key. */
  values: Record<string, Value>;
  /** Keys of the metrics that it competes in; see `Repetitions`. */
  competing: string[];
  /** Whether all real engines were measured under the same conditions. */
  isComparable: boolean;
}

/** All that was tried on real engines, in the orchestrators' order. */
export function trialsOf(choices: Choice[], parts: DrillPart[]): Trial[] {
  return choices.flatMap(({ orchestrator, drill, engine, runs: all }) => {
    const runs = all.filter(({ verdict }) => verdict !== "error");
    if (engine?.kind !== "real" || !runs.length) return [];
    const { values, competing } = resultIn(parts, drill, orchestrator)!;
    const { isComparable } = parts.find((part) => part.drill === drill)!;
    return [{ orchestrator, title: titleOf(orchestrator), drill, runs, values, competing, isComparable }];
  });
}

/** The same of one session. */
export function trialsOfSession(results: Results): Trial[] {
  const choices = choose([{ path: "", results, problems: [] }]);
  return trialsOf(choices, drillParts(choices));
}

/** How many of the runs have this verdict. */
export const countOf = ({ runs }: Trial, verdict: DrillRun["verdict"]): number =>
  runs.filter((run) => run.verdict === verdict).length;

/** Whether every run has passed. */
export const passes = (trial: Trial): boolean => countOf(trial, "passed") === trial.runs.length;

/** Whether every run has measured this. */
export const hasAlways = ({ runs }: Trial, key: string): boolean =>
  runs.every(({ metrics }) => typeof metrics[key] === "number");
