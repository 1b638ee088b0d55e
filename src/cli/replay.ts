import { once } from "node:events";
import { relative, resolve } from "node:path";
import { Failure } from "../common/errors";
import { largestRecording } from "../drills/recordings";
import { readResults, requireFiles } from "../drills/resultsFile";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { recordingOf } from "../serve/recording";
import { enumerate } from "../visuals/words";
import { onInterrupt } from "./interrupt";
import { openPage } from "./openPage";

export interface ReplayOptions {
  port: number;
  /** The result file to replay; `true` for the recording of the most drills. */
  replay?: string | true;
  /** How many times as fast as it happened it is played at first; by default, as fast. */
  speed?: number;
}

/**
 * Serves a recorded session, as it happened, until it is interrupted. Needs no engine, and changes nothing.
 * @returns the exit code.
 * @throws WrongUsage for a file that does not exist; Failure if it is not a result file, or has nothing to replay.
 */
export async function replay(
  names: OrchestratorName[],
  { port, replay: file, speed = 1 }: ReplayOptions,
): Promise<number> {
  if (typeof file === "string") requireFiles([file]);
  const path = typeof file === "string" ? resolve(file) : largestRecording();
  const recording = recordingOf(readResults(path), names.length ? names : ORCHESTRATOR_NAMES, speed);
  if (!recording.chapters.length) {
    const of = names.length ? ` of ${enumerate(names, "or")}` : "";
    throw new Failure(`${relative(process.cwd(), path)} has no run${of} that was recorded second by second.`);
  }
  const serving = await openPage({ state: () => recording }, port);
  if (!serving) return 1;
  const { stop } = onInterrupt("nothing has to be restored");
  console.log(`${serving.link}\n${recording.about}. Open this link to replay it. Press Ctrl-C to stop.`);
  if (!stop.aborted) await once(stop, "abort");
  serving.close();
  return 0;
}
