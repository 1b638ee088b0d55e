import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { RECORDINGS_FOLDER } from "../../drills/recordings";
import type { Results } from "../../drills/result";
import { readResults } from "../../drills/resultsFile";

/** The recordings that were made under the same conditions as another one, the newest first: a session can have a few drills. */
export const recordingsLike = (first: Results, folder = RECORDINGS_FOLDER): Results[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => readResults(join(folder, file)))
    .filter((each) => isDeepStrictEqual(conditionsOf(each), conditionsOf(first)))
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));

function conditionsOf({ machine, settings }: Results) {
  const { runs: _runs, instances: _instances, ...others } = settings;
  return { machine, others };
}
