import { defineConfig } from "vitest/config";

/** The unit tests that a mutant of a program or of the contract has to fail. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    setupFiles: "tests/bareMachine.ts",
    include: [
      "tests/workload/*.test.ts",
      "tests/program/*.test.ts",
      "tests/orchestrators/*/*.test.ts",
      "tests/orchestrators/contract.test.ts",
      "tests/diff/restarts.test.ts",
      "tests/policies/policies.test.ts",
    ],
    // Stryker runs tests in threads, in which a test cannot replace the home folder.
    exclude: ["tests/orchestrators/{kubernetes,swarm}/{connection,probe}.test.ts"],
  },
});
