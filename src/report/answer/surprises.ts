import type { DrillName } from "../../drills/metrics";
import type { DrillRun } from "../../drills/result";
import { largest } from "../../drills/statistics";
import { ORCHESTRATORS } from "../../orchestrators";
import { quantity, withRange } from "../../visuals/words";
import { hasLost } from "./losses";
import type { Trial } from "./trials";
import { inRuns } from "./words";

/** Something that a reader would not expect, seen in single runs of a drill. */
interface Surprise {
  drill: DrillName;
  isSeen: (run: DrillRun) => boolean;
  /**
   * @param how in how many runs, e.g. "in 2 of 3 runs".
   * @param seen these runs.
   */
  say: (trial: Trial, how: string, seen: DrillRun[]) => string;
}

const isMissing = ({ metrics }: DrillRun, key: string) => typeof metrics[key] !== "number";

/** E.g. "up to 14 requests". */
function lostIn(runs: DrillRun[]): string {
  const most = largest(runs.map(({ metrics }) => metrics["lost"]!));
  return `${runs.length > 1 ? "up to " : ""}${quantity(most, "requests")} requests`;
}

/** Instances that do not tell their limits say nothing about them. */
const isReadable = ({ facts }: DrillRun) => !facts["source"]?.startsWith("not readable");

const SURPRISES: Surprise[] = [
  {
    drill: "badRelease",
    isSeen: ({ verdict, facts }) => verdict === "failed" && facts["podiumSays"] === "running",
    say: ({ title, orchestrator }, how) => {
      const { readiness } = ORCHESTRATORS[orchestrator].fidelity;
      const why = readiness.level === "unsupported" ? ` It has no readiness check: ${readiness.effect}.` : "";
      return `On ${title}, a release that never becomes ready counts as a success, ${how}.${why}`;
    },
  },
  {
    drill: "badRelease",
    isSeen: ({ facts }) =>
      facts["pulumiSays"] === "the update succeeded" && facts["podiumSays"]?.startsWith("failed") === true,
    say: ({ title }, how) =>
      `On ${title}, Pulumi called a release that never became ready a success, ${how}.`,
  },
  {
    drill: "badRelease",
    isSeen: (run) => !isMissing(run, "noticedSeconds") && isMissing(run, "rolledBackSeconds"),
    say: ({ title, values }, how) =>
      `${title} noticed a bad release, after ${withRange(values["noticedSeconds"]!, "s")}, but did not roll it back, ${how}.`,
  },
  {
    drill: "hang",
    isSeen: (run) => run.verdict === "failed" && isMissing(run, "noticedSeconds"),
    say: ({ title }, how) => `${title} did not notice that an instance had stopped responding, ${how}.`,
  },
  {
    drill: "limits",
    isSeen: (run) => run.verdict === "failed" && isReadable(run) && isMissing(run, "cpu"),
    say: ({ title }, how) => `On ${title}, no CPU limit was in force inside the instances, ${how}.`,
  },
  {
    drill: "limits",
    isSeen: (run) => run.verdict === "failed" && isReadable(run) && isMissing(run, "memory"),
    say: ({ title }, how) => `On ${title}, no memory limit was in force inside the instances, ${how}.`,
  },
  {
    drill: "update",
    isSeen: (run) => hasLost(run) && !isMissing(run, "seconds"),
    say: ({ title }, how, seen) => `${title} completed an update but lost ${lostIn(seen)} in it, ${how}.`,
  },
  {
    drill: "scale",
    isSeen: (run) => hasLost(run) && !isMissing(run, "downSeconds"),
    say: ({ title }, how, seen) =>
      `${title} lost ${lostIn(seen)} when nothing but the number of instances changed, ${how}.`,
  },
];

/** What was seen that a reader would not expect. */
export function surprises(trials: Trial[]): string[] {
  return SURPRISES.flatMap(({ drill, isSeen, say }) =>
    trials
      .filter((trial) => trial.drill === drill)
      .flatMap((trial) => {
        const seen = trial.runs.filter(isSeen);
        return seen.length ? [say(trial, inRuns(seen.length, trial.runs.length), seen)] : [];
      }),
  );
}
