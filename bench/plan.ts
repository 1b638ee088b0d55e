import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { median } from "../src/drills/statistics";

/**
 * How long `podium plan` takes, relative to loading Pulumi's SDK alone on the same machine. The two run alternately,
 * since a machine's speed can change. What npx takes to start is npm's, and is left out. Run it with: npm run bench
 */
const PAIRS = 10;
const ROOT = join(__dirname, "..");

const COMMANDS = {
  sdk: [process.execPath, "-e", 'require("@pulumi/pulumi")'],
  plan: [process.execPath, "bin/podium.js", "plan", "--defaults"],
};

function milliseconds([command, ...args]: string[]): number {
  const start = performance.now();
  const { status } = spawnSync(command!, args, { cwd: ROOT, stdio: "ignore" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${status}`);
  return performance.now() - start;
}

// The first run of each fills the caches.
for (const command of Object.values(COMMANDS)) milliseconds(command);
const pairs = Array.from(
  { length: PAIRS },
  () => [milliseconds(COMMANDS.plan), milliseconds(COMMANDS.sdk)] as const,
);
const ratios = pairs.map(([plan, sdk]) => plan / sdk);
console.log(`podium plan:   ${median(pairs.map(([plan]) => plan))!.toFixed(0)} ms (median of ${PAIRS})`);
console.log(`loading the SDK alone: ${median(pairs.map(([, sdk]) => sdk))!.toFixed(0)} ms`);
console.log(
  `ratio: ${median(ratios)!.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
);
