import type { ListrTask } from "listr2";
import colours from "picocolors";
import type { Progress } from "../common/progress";
import { reasonOf } from "../common/reason";

export interface Task<T> {
  title: string;
  /** Resolves to the result; `report` shows progress. */
  run(report: Progress): Promise<T>;
}

/** What became of a task. */
export type Outcome<T> = { value: T; seconds: number } | { error: string; seconds: number };

/**
 * Runs tasks concurrently with live progress: updating lines in a terminal, consecutive lines elsewhere, none if
 * `silent`. A failed task does not stop the others.
 */
export async function runTasks<T>(tasks: Task<T>[], silent = false): Promise<Outcome<T>[]> {
  const { Listr } = await import("listr2");
  const live = process.stdout.isTTY;
  const outcomes: Outcome<T>[] = [];
  const steps = tasks.map(({ title, run }, index): ListrTask => ({
    title,
    async task(_context, step) {
      const start = performance.now();
      const seconds = () => Math.round((performance.now() - start) / 100) / 10;
      // Consecutive lines are not grouped below their task's title.
      const line = (text: string) => (live ? text : `${title}: ${text}`);
      try {
        const value = await run((progress) => (step.output = line(progress)));
        outcomes[index] = { value, seconds: seconds() };
        step.title = `${title} ${colours.dim(`${seconds()} s`)}`;
      } catch (error) {
        const reason = reasonOf(error);
        outcomes[index] = { error: reason, seconds: seconds() };
        throw new Error(line(reason), { cause: error });
      }
    },
  }));
  const renderer = silent ? "silent" : live ? "default" : "verbose";
  await new Listr(steps, {
    concurrent: true,
    exitOnError: false,
    // Listr would end the process immediately.
    registerSignalListeners: false,
    renderer,
    rendererOptions: { collapseErrors: false, showErrorMessage: true },
  }).run();
  return outcomes;
}
