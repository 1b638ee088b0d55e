import { defineConfig } from "vitest/config";

/** The unit tests that a mutant of a program or of the contract has to fail. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    include: [
      "tests/workload/*.test.ts",
      "tests/program/*.test.ts",
      "tests/orchestrators/*/*.test.ts",
      "tests/orchestrators/contract.test.ts",
      "tests/diff/restarts.test.ts",
      "tests/policies/policies.test.ts",
    ],
  },
});
