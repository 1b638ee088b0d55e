import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { median } from "../src/drills/statistics";

const ROOT = join(__dirname, "..");

/** Podium's own command line; what npx takes to start is npm's, and is left out. */
export const PODIUM = [process.execPath, "bin/podium.js"];

/** A command, and what it is called in the output. */
export interface Timed {
  title: string;
  command: string[];
}

/**
 * Prints how long a command takes, relative to another one on the same machine. The two run alternately, since a machine's
 * speed can change.
 * @throws Error if one of them fails.
 */
export function comparePairs(timed: Timed, base: Timed, pairs: number, env: NodeJS.ProcessEnv = {}): void {
  const milliseconds = ({ command: [program, ...args] }: Timed) => {
    const start = performance.now();
    const { status } = spawnSync(program!, args, {
      cwd: ROOT,
      stdio: "ignore",
      env: { ...process.env, ...env },
    });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")} exited with ${status}`);
    return performance.now() - start;
  };
  // The first run of each fills the caches.
  for (const each of [timed, base]) milliseconds(each);
  const measured = Array.from({ length: pairs }, () => [milliseconds(timed), milliseconds(base)] as const);
  const ratios = measured.map(([one, other]) => one / other);
  const show = (title: string, values: number[]) =>
    console.log(`${title}: ${median(values)!.toFixed(0)} ms (median of ${pairs})`);
  show(
    timed.title,
    measured.map(([one]) => one),
  );
  show(
    base.title,
    measured.map(([, other]) => other),
  );
  console.log(
    `ratio: ${median(ratios)!.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}
