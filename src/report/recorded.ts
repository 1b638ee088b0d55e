import { differences } from "../drills/compare";
import type { Results } from "../drills/result";
import { day } from "../visuals/words";
import type { Notes } from "../visuals/notes";
import { type Choice, choose } from "./choice";
import { columnsOf } from "./columns";
import { drillParts } from "./drills";
import { glanceAt } from "./glance";
import type { Recorded } from "./model";
import { describeSource, type ResultsSource } from "./sources";

/** A session that is shown from a recording, alone or beside one's own results. */
export interface Recording extends ResultsSource {
  results: Results;
  place: "alone" | "beside";
}

/** E.g. "recorded on 2026-11-25 14:24 UTC, AMD EPYC, 2 cores". */
export const nameOf = ({ startedAt, machine: { processor, cores } }: Results): string =>
  `recorded on ${day(startedAt)}, ${processor}, ${cores} cores`;

/** What a reader of both should know. */
export const besideWords = ({ name, differences: found }: Pick<Recorded, "name" | "differences">): string =>
  `Rows “${name}” are of another session: they stand beside the results, and are not compared with them.` +
  (found.length ? ` The two differ in, the recording last: ${found.join("; ")}.` : "");

/**
 * A recording beside one's own results: they stand next to each other but do not compete, since machines differ.
 * @param own the choices from one's own results.
 * @param notes gets what cells refer to.
 */
export function beside(recording: Recording, own: Choice[], notes: Notes): Recorded {
  const { results } = recording;
  const choices = choose([recording]);
  const columns = columnsOf(choices);
  const name = nameOf(results);
  const sessions = [...new Set(own.map((choice) => choice.results))];
  return {
    name,
    columns,
    requirements: glanceAt(columns, drillParts(choices), notes, `${name}: `),
    differences: [...new Set(sessions.flatMap((each) => differences(each, results)))],
    source: describeSource(recording, true),
  };
}
