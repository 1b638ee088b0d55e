import { conditionDifferences, sessionDifferences } from "../drills/compare";
import { type Difference, differenceWords, secondWords } from "../drills/configured";
import type { Results } from "../drills/result";
import { day } from "../visuals/words";
import { type Choice, choose } from "./choice";
import { columnsOf } from "./columns";
import { drillParts } from "./drills";
import type { Beside, DrillPart, ReportColumn } from "./model";
import { nameOf } from "./recorded";
import type { ReadSource, ResultsSource } from "./sources";

/** Sessions that stand beside the results but do not compete with them, since settings or machines differ. */
export interface Side extends Pick<Beside, "name" | "differences"> {
  choices: Choice[];
  columns: ReportColumn[];
  parts: DrillPart[];
}

/**
 * @param sessions newest first, all with the same settings.
 * @param isRecorded whether they are recordings.
 * @param own the choices from the results that they stand beside.
 * @param all what the sources of choices are counted in.
 */
export function sideOf(
  sessions: ReadSource[],
  isRecorded: boolean,
  own: Choice[],
  all: ResultsSource[],
): Side {
  const choices = choose(sessions, all);
  const [mine, theirs] = [resultsIn(own), resultsIn(choices)];
  const settings = unlikeAll(theirs, mine, conditionDifferences).map(secondWords);
  const { results } = sessions[0]!;
  const origin = isRecorded ? nameOf(results, mine) : `measured on ${day(results.startedAt)}`;
  return {
    name: [...new Set(settings), ...(isRecorded || !settings.length ? [origin] : [])].join(", "),
    choices,
    columns: columnsOf(choices),
    parts: drillParts(choices),
    differences: [...new Set(unlikeAll(theirs, mine, sessionDifferences).map(differenceWords))],
  };
}

/**
 * In what each session differs from all of those that they stand beside and that have measured one of its orchestrators; if none
 * has, from all.
 */
const unlikeAll = (
  theirs: Results[],
  mine: Results[],
  between: (a: Results, b: Results) => Difference[],
): Difference[] =>
  theirs.flatMap((session) => {
    const names = orchestratorsIn(session);
    const related = mine.filter((each) => orchestratorsIn(each).some((name) => names.includes(name)));
    const [first = [], ...others] = (related.length ? related : mine).map((each) => between(each, session));
    return first.filter(({ what }) => others.every((all) => all.some((each) => each.what === what)));
  });

const orchestratorsIn = ({ runs }: Results) => runs.map(({ orchestrator }) => orchestrator);

const resultsIn = (choices: Choice[]) => [...new Set(choices.map(({ results }) => results))];

/** What a reader of the results and of what stands beside them should know, in sentences. */
export const besideWords = (all: Beside[]): string[] => [
  ...all.map(
    ({ name, differences: found }) =>
      `Rows “${name}” are of another session: they stand beside the results, and are not compared with them.` +
      (found.length ? ` The two differ in, that one last: ${found.join("; ")}.` : ""),
  ),
  ...(all.length
    ? ["What stands beside the results is also shown second by second. All else is about the results alone."]
    : []),
];
