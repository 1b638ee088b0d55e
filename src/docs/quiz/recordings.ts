import { isDeepStrictEqual } from "node:util";
import { readRecordings } from "../../drills/recordings";
import type { Results } from "../../drills/result";

/** The recordings that were made under the same conditions as another one, the newest first: a session can have a few drills. */
export const recordingsLike = (first: Results, folder?: string): Results[] =>
  readRecordings(folder)
    .map(({ results }) => results)
    .filter((each) => isDeepStrictEqual(conditionsOf(each), conditionsOf(first)));

function conditionsOf({ machine, settings }: Results) {
  const { runs: _runs, instances: _instances, ...others } = settings;
  return { machine, others };
}
