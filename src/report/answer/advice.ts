import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { enumerate } from "../../visuals/words";
import { metricOf } from "../drills";
import { ENOUGH_RUNS, type Rule, RULES } from "../rules";
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
    measured: rules.flatMap(({ rule, shown }) => {
      const isEnough = ({ runs }: Trial) => runs.length >= ENOUGH_RUNS;
      const [often, once] = [shown.filter(isEnough), shown.filter((trial) => !isEnough(trial))];
      return [
        ...(often.length ? [recommend(rule, often)] : []),
        ...(once.length ? [suggest(rule, once)] : []),
      ];
    }),
    offered: rules.flatMap(({ rule: { need }, others }) =>
      others.length ? [`If you need ${need}, look at ${enumerate(others.map(titleOf), "or")}.`] : [],
    ),
  };
}

function recommend(rule: Rule, shown: Trial[]): string {
  const titles = enumerate(
    shown.map(({ title }) => title),
    "or",
  );
  return `If you need ${rule.need}, look at ${titles}: ${evidence(rule, shown)}.`;
}

/** Of those that were measured too seldom to recommend them. */
function suggest(rule: Rule, shown: Trial[]): string {
  const titles = enumerate(shown.map(({ title }) => title));
  const were = shown.length === 1 ? "was" : "were";
  return `If you need ${rule.need}, ${titles} may do, but ${were} measured too seldom to tell: ${evidence(rule, shown)}.`;
}

function evidence({ measured }: Rule, shown: Trial[]): string {
  const { drill, cites, because } = measured!;
  const runs = inEach(shown.map((trial) => trial.runs.length));
  const numbers = cites
    ? `; ${taken(
        topicOf(drill, cites)!.took,
        shown.map(({ title, values }) => ({ title, value: values[cites]! })),
        metricOf(drill, cites)!.unit,
      )}`
    : "";
  return because(runs) + numbers;
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
