import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The items of several sources, each as soon as it arrives; an error of one ends all. */
export function merge<T>(sources: AsyncIterable<T>[]): AsyncIterable<T> {
  const output = new PassThrough({ objectMode: true }).setMaxListeners(0);
  const running = sources.map((source) => pipeline(Readable.from(source), output, { end: false }));
  Promise.all(running).then(
    () => output.end(),
    (error: Error) => output.destroy(error),
  );
  return output;
}

/**
 * The lines of an instance's standard output and error, for engines that keep them apart: the order is known within each
 * only. One comes after the other unless they are followed.
 */
export async function* outputs(
  read: (output: "stdout" | "stderr") => AsyncIterable<string>,
  follow: boolean,
): AsyncGenerator<string> {
  const both = [read("stdout"), read("stderr")];
  if (follow) return yield* merge(both);
  for (const each of both) yield* each;
}
