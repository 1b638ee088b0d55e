import { PassThrough, Readable } from "node:stream";
import type Docker from "dockerode";
import { linesOf, type LogOptions } from "../lines";
import { connect } from "./client";

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Task/operation/TaskLogs; its types leave it out. */
interface TaskLogs {
  logs(options: {
    stdout: boolean;
    stderr: boolean;
    follow: boolean;
    tail: number | "all";
    abortSignal?: AbortSignal;
  }): Promise<Buffer | Readable>;
}

/** The log of a task, on whichever node it runs: the manager asks there. */
export async function* logs(_reference: string, id: string, options: LogOptions): AsyncGenerator<string> {
  const { tail = "all", follow, signal } = options;
  // One that waits for lines must not be given up meanwhile.
  const docker = await connect(follow ? { timeout: 0 } : {});
  const task = docker.getTask(id) as Docker.Task & TaskLogs;
  const answer = await task.logs({ stdout: true, stderr: true, follow, tail, abortSignal: signal });
  yield* linesOf(demultiplexed(docker, answer instanceof Readable ? answer : Readable.from([answer])));
}

/** What is in the frames by which Docker tells stdout from stderr. */
function demultiplexed(docker: Docker, frames: Readable): Readable {
  const output = new PassThrough();
  docker.modem.demuxStream(frames, output, output);
  frames.on("end", () => output.end()).on("error", (error) => output.destroy(error));
  return output;
}
