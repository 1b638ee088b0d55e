import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const TESTS = readdirSync("tests", { recursive: true, encoding: "utf8" })
  .map((file) => `tests/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("tests/live/") && !/browser/.test(file));

/**
 * Tests that replace modules, or whose support files keep state, get a module graph of their own. Loading it for every file
 * would take longer than all the other tests.
 */
const ISOLATED = TESTS.filter(
  (file) =>
    /^tests\/(app|orchestrators\/marathon)\//.test(file) ||
    /\bvi\.(mock|hoisted)\(/.test(readFileSync(file, "utf8")),
);

const unit = { testTimeout: 30_000, setupFiles: "tests/bareMachine.ts" };

export default defineConfig({
  test: {
    // More than there are cores, as many tests wait for servers and processes.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...unit,
          name: "unit",
          isolate: false,
          include: TESTS.filter((file) => !ISOLATED.includes(file)),
        },
      },
      { test: { ...unit, name: "isolated", include: ISOLATED } },
      {
        test: {
          ...unit,
          name: "browser",
          testTimeout: 60_000,
          include: ["tests/**/browser.test.ts"],
          // After the others: a page that shows drills needs the processors that they would share with it.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // One file at a time: they share engines, ports and Podium's state.
        test: {
          name: "live",
          include: ["tests/live/**/*.test.ts"],
          globalSetup: "tests/live/setup.ts",
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          env: { PODIUM_WORKLOAD_FILE: "" },
        },
      },
    ],
  },
});
