import { DRILLS, type DrillName, type Metric, type Requirement } from "../../drills/metrics";
import { enumerate, quantity } from "../../visuals/words";
import { metricOf } from "../drills";
import type { Value } from "../model";
import { SHOWN, type Topic, TOPICS } from "./topics";
import { countOf, passes, type Trial } from "./trials";
import { capital, cite, citeEach, type Cited, inEach, inRuns, isOnceEach, taken } from "./words";

/** Who meets a requirement best, and by how much; who ties, and who failed. Empty if it was tried on no real engine. */
export function sentencesOn(requirement: Requirement, trials: Trial[]): string[] {
  const drills = (Object.keys(DRILLS) as DrillName[])
    .filter((drill) => DRILLS[drill].requirement === requirement)
    .map((drill) => ({ drill, tried: trials.filter((trial) => trial.drill === drill) }));
  return [
    ...drills.flatMap(({ drill, tried }) => shown(drill, tried)),
    ...TOPICS[requirement].flatMap((topic) => best(topic, trials)),
    ...drills.flatMap(({ drill, tried }) => failures(drill, tried)),
  ];
}

function shown(drill: DrillName, tried: Trial[]): string[] {
  const good = tried.filter(passes);
  const what = SHOWN[drill];
  if (!what || !good.length) return [];
  const counts = good.map(({ runs }) => runs.length);
  return [`On ${enumerate(good.map(({ title }) => title))}, ${what} ${inEach(counts)}.`];
}

/** A competitor in one topic. */
type Competitor = Cited & { value: Value; isComparable: boolean };

function best({ drill, metric: key, ...words }: Topic, trials: Trial[]): string[] {
  const metric = metricOf(drill, key)!;
  const sign = metric.better === "higher" ? -1 : 1;
  const competitors = trials
    .filter((trial) => trial.drill === drill && trial.competing.includes(key))
    .map(({ title, isComparable, values }): Competitor => ({ title, isComparable, value: values[key]! }))
    .sort((a, b) => sign * (a.value.median - b.value.median));
  const having = (standing: Value["standing"]) =>
    competitors.filter(({ value }) => value.standing === standing);
  const [[winner], tied, behind] = [having("best"), having("tie"), having("behind")];
  if (winner) return [victory(winner, behind, words.best, metric)];
  if (tied.length) return [tie(tied, behind, words.took, metric)];
  return competitors.length ? [uncompared(competitors, words.took, metric)] : [];
}

function victory(winner: Competitor, others: Competitor[], words: string, { unit, better }: Metric): string {
  const difference = ({ median }: Value) =>
    ` (${quantity(Math.abs(median - winner.value.median), unit)} ${better === "higher" ? "less" : "more"})`;
  return `${winner.title} ${words}: ${cite(winner.value, unit)}, against ${citeEach(others, unit, difference)}.`;
}

function tie(tied: Competitor[], behind: Competitor[], took: string, { unit }: Metric): string {
  const overlaps = tied.length === 2 ? "their ranges overlap" : "the others’ ranges overlap with the first";
  const ahead = behind.length ? `, ahead of ${citeEach(behind, unit)}` : "";
  return `A tie, as ${overlaps}: ${took} ${citeEach(tied, unit)}${ahead}.`;
}

function uncompared(competitors: Competitor[], took: string, { unit }: Metric): string {
  const all = taken(took, competitors, unit);
  if (competitors.length === 1) return `${capital(all)}, with nothing to compare it to.`;
  if (competitors.some(({ isComparable }) => !isComparable))
    return `Not compared, as the conditions differed: ${all}.`;
  return isOnceEach(competitors)
    ? `${capital(all)}.`
    : `Not compared, as one run alone has no range: ${all}.`;
}

function failures(drill: DrillName, tried: Trial[]): string[] {
  const { title } = DRILLS[drill];
  const unsupported = tried.filter((trial) => countOf(trial, "not supported"));
  return [
    ...tried.flatMap((trial) => {
      const failed = countOf(trial, "failed");
      return failed
        ? [`${trial.title} failed the drill “${title}” ${inRuns(failed, trial.runs.length)}.`]
        : [];
    }),
    ...(unsupported.length
      ? [`The drill “${title}” is not supported on ${enumerate(unsupported.map((trial) => trial.title))}.`]
      : []),
  ];
}
