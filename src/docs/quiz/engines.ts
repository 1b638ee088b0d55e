import { DRILLS, type DrillName, type Metric } from "../../drills/metrics";
import type { DrillRun } from "../../drills/result";
import { overlap, type Summary } from "../../drills/statistics";
import { hasAlways, type Trial } from "../../report/answer/trials";
import { capital, type Cited, inRuns, taken } from "../../report/answer/words";
import { enumerate } from "../../visuals/words";
import { numbersTo, titlesOf } from "./options";
import type { Answering } from "./question";

/*
 * Kinds of questions on what a recording has measured. The options are the real engines, or how many of them.
 */

/** Fewer would make a guess as good as knowledge. */
const ENGINES = 3;

/** How many times as large a number must be as another if one of them was measured once, and so has no range. */
const MARGIN = 1.5;

/**
 * Which engine had the largest or the smallest number. It must lie apart from all others, and have been measured in runs that
 * count, on every engine: see `Repetitions.competing`.
 * @param took what stands before the numbers: "replacing a killed instance took".
 */
export const whichHadThe =
  (extreme: "largest" | "smallest", drill: DrillName, metric: string, took: string): Answering =>
  ({ trials }) => {
    const all = trialsIn(trials, drill);
    for (const { title, competing, isComparable } of all) {
      if (!isComparable) throw new Error(`${drill} was measured under different conditions`);
      if (!competing.includes(metric)) throw new Error(`${metric} of ${drill} does not count on ${title}`);
    }
    const sorted = sortedBy(all, metric);
    const first = sorted.at(extreme === "smallest" ? 0 : -1)!;
    const near = sorted.find((each) => each !== first && !areApart(first.value, each.value));
    if (near) throw new Error(`${metric} of ${drill} is too alike on ${first.title} and ${near.title}`);
    return { options: titlesOf(all), right: first.title, because: cited(took, sorted, drill, metric) };
  };

function areApart(a: Summary, b: Summary): boolean {
  const [less, more] = a.median < b.median ? [a, b] : [b, a];
  const isOften = a.count > 1 && b.count > 1;
  return !overlap(a, b) && (isOften || more.median >= MARGIN * less.median);
}

/**
 * The one engine on which it was so in every run, while on the others it was so in none.
 * @param did what the engine did: "rolled the bad release back".
 */
export const whichAlone =
  (drill: DrillName, isSo: (run: DrillRun) => boolean, did: string): Answering =>
  ({ trials }) => {
    const all = trialsIn(trials, drill);
    for (const { title, runs } of all) {
      const seen = runs.filter(isSo).length;
      if (seen > 0 && seen < runs.length)
        throw new Error(`${title} ${did} only ${inRuns(seen, runs.length)} of ${drill}`);
    }
    const found = all.filter(({ runs }) => runs.every(isSo));
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${enumerate(titlesOf(found)) || "nobody"} ${did}`);
    const others = enumerate(titlesOf(all.filter((each) => each !== only)));
    const how = inRuns(only.runs.length, only.runs.length);
    return {
      options: titlesOf(all),
      right: only.title,
      because: `${only.title} ${did}, ${how}; ${others} did not in any.`,
    };
  };

/**
 * On how many engines it is so.
 * @param isSo takes an engine's trials, one for each of the drills.
 */
export const howMany =
  (
    drills: DrillName[],
    isSo: (...trials: Trial[]) => boolean,
    because: (trials: Trial[]) => string,
  ): Answering =>
  ({ trials }) => {
    const ofDrills = drills.map((drill) => trialsIn(trials, drill));
    for (const trial of ofDrills.flat())
      if (!hasAlways(trial, DRILLS[trial.drill].proof))
        throw new Error(`${trial.drill} did not always take place on ${trial.title}`);
    const titles = titlesOf(ofDrills[0]!);
    const found = titles.filter((title) =>
      isSo(
        ...ofDrills.map((all, index) => {
          const own = all.find((trial) => trial.title === title);
          if (!own) throw new Error(`${drills[index]} was not measured on ${title}`);
          return own;
        }),
      ),
    );
    const options = numbersTo(titles.length);
    return { options, right: options[found.length]!, because: because(ofDrills.flat()) };
  };

/** On how many engines a drill has lost requests, in at least one run. */
export const howManyLost = (drill: DrillName, when: string): Answering =>
  howMany(
    [drill],
    (trial) => valueOf(trial, "lost").max > 0,
    lasted({ [drill]: ["lost", `the number of requests lost ${when} was`] }),
  );

/** For `howMany`: a sentence with the numbers of each drill, from a metric and what stands before its numbers. */
export const lasted =
  (words: Partial<Record<DrillName, [metric: string, took: string]>>) =>
  (trials: Trial[]): string =>
    (Object.keys(words) as DrillName[])
      .map((drill) => {
        const [metric, took] = words[drill]!;
        const own = trials.filter((trial) => trial.drill === drill);
        return cited(took, sortedBy(own, metric), drill, metric);
      })
      .join(" ");

/** E.g. "Replacing a killed instance took 2.2 s (2.1–2.4) on A and 3.0 s (2.9–3.1) on B." */
function cited(took: string, all: Cited[], drill: DrillName, metric: string): string {
  const { unit } = (DRILLS[drill].metrics as Record<string, Metric>)[metric]!;
  return `${capital(taken(took, all, unit))}.`;
}

/** The smallest first. */
const sortedBy = (trials: Trial[], metric: string): Cited[] =>
  trials
    .map((trial) => ({ title: trial.title, value: valueOf(trial, metric) }))
    .sort((a, b) => a.value.median - b.value.median);

function valueOf({ title, drill, values }: Trial, metric: string) {
  const value = values[metric];
  if (!value) throw new Error(`${metric} of ${drill} was not measured on ${title}`);
  return value;
}

function trialsIn(trials: Trial[], drill: DrillName): Trial[] {
  const found = trials.filter((trial) => trial.drill === drill);
  if (found.length < ENGINES)
    throw new Error(`${drill} was measured on ${found.length} real engines, fewer than ${ENGINES}`);
  return found;
}
