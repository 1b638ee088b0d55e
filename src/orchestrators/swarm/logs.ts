import { PassThrough, Readable } from "node:stream";
import type Docker from "dockerode";
import { linesOf, type LogOptions } from "../lines";

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Task/operation/TaskLogs; the types leave it out. */
interface TaskLogs {
  logs(options: {
    stdout: boolean;
    stderr: boolean;
    follow: boolean;
    tail: number | "all";
    abortSignal?: AbortSignal;
  }): Promise<Buffer | Readable>;
}

/** The log of a task, whichever node it runs on: the manager requests it from there. */
export async function* readLog(docker: Docker, id: string, options: LogOptions): AsyncGenerator<string> {
  const { tail = "all", follow, signal } = options;
  const task = docker.getTask(id) as Docker.Task & TaskLogs;
  const found = await task.logs({ stdout: true, stderr: true, follow, tail, abortSignal: signal });
  yield* linesOf(demultiplexed(docker, found instanceof Readable ? found : Readable.from([found])));
}

/** The content of the frames in which Docker keeps stdout and stderr apart. */
function demultiplexed(docker: Docker, frames: Readable): Readable {
  const output = new PassThrough();
  docker.modem.demuxStream(frames, output, output);
  frames.on("end", () => output.end()).on("error", (error) => output.destroy(error));
  return output;
}
