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
