import type { ListrTask } from "listr2";
import colours from "picocolors";

export interface Task<T> {
  title: string;
  /** Resolves to what the task has made; `report` shows what it is doing. */
  run(report: (progress: string) => void): Promise<T>;
}

/** What became of a task. */
export type Outcome<T> = { value: T; seconds: number } | { error: string; seconds: number };

/**
 * Runs tasks at the same time with live progress: lines that change in a terminal, lines that follow each other
 * elsewhere, nothing when `silent`. One that fails stops no other.
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
      try {
        // Lines that follow each other do not stand below their task's title.
        const value = await run((progress) => (step.output = live ? progress : `${title}: ${progress}`));
        outcomes[index] = { value, seconds: seconds() };
        step.title = `${title} ${colours.dim(`${seconds()} s`)}`;
      } catch (error) {
        outcomes[index] = { error: (error as Error).message, seconds: seconds() };
        throw error;
      }
    },
  }));
  const renderer = silent ? "silent" : live ? "default" : "verbose";
  await new Listr(steps, {
    concurrent: true,
    exitOnError: false,
    // It would end the process at once.
    registerSignalListeners: false,
    renderer,
    rendererOptions: { collapseErrors: false, showErrorMessage: true },
  }).run();
  return outcomes;
}
