import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { enumerate } from "../../visuals/words";
import { metricOf } from "../drills";
import { type Rule, RULES } from "../rules";
import { titleOf } from "../titles";
import { topicOf } from "./topics";
import type { Trial } from "./trials";
import { inEach, taken } from "./words";

/** The title of what was not measured, but can be expressed. */
export const OFFERED = "By what programs can express, not measured on a real engine";

/** The rules, applied to what was measured and, apart from that, to what was not but can be expressed. */
export function advice(trials: Trial[]): { measured: string[]; offered: string[] } {
  const rules = RULES.map((rule) => {
    const tried = trials.filter(({ drill }) => drill === rule.measured?.drill);
    const shown = tried.filter((trial) => rule.measured!.shows(trial));
    const others = ORCHESTRATOR_NAMES.filter(
      (name) => expresses(rule, name) && !tried.some(({ orchestrator }) => orchestrator === name),
    );
    return { rule, shown, others };
  });
  return {
    measured: rules.flatMap(({ rule, shown }) => (shown.length ? [recommend(rule, shown)] : [])),
    offered: rules.flatMap(({ rule: { need }, others }) =>
      others.length ? [`If you need ${need}, look at ${enumerate(others.map(titleOf), "or")}.`] : [],
    ),
  };
}

function recommend({ need, measured }: Rule, shown: Trial[]): string {
  const { drill, cites, because } = measured!;
  const titles = shown.map(({ title }) => title);
  const runs = inEach(shown.map((trial) => trial.runs.length));
  const numbers = cites
    ? `; ${taken(
        topicOf(drill, cites)!.took,
        shown.map(({ title, values }) => ({ title, value: values[cites]! })),
        metricOf(drill, cites)!.unit,
      )}`
    : "";
  return `If you need ${need}, look at ${enumerate(titles, "or")}: ${because(runs)}${numbers}.`;
}

function expresses({ expresses: wanted }: Rule, name: OrchestratorName): boolean {
  const { fidelity } = ORCHESTRATORS[name];
  return (
    wanted?.items.every((item) => {
      const { level } = fidelity[item];
      return level === "native" || (wanted.as !== "native" && level === "approximated");
    }) ?? false
  );
}
