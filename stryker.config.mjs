/**
 * Mutation testing of what decides what is deployed: the contract, and the orchestrators' programs. `npm run mutate` takes
 * long; restrict it with `-- --mutate src/orchestrators/kubernetes/container.ts`.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutation.config.mts" },
  mutate: [
    "src/workload/*.ts",
    "src/program/*.ts",
    "src/orchestrators/*/*.ts",
    // What runs against engines is tested with fakes of its own; texts for people are not worth a mutant.
    "!src/orchestrators/*/{engine,client,connection,logs,fidelity,index,probe}.ts",
  ],
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  concurrency: 2,
  reporters: ["clear-text", "progress", "json"],
  jsonReporter: { fileName: "reports/mutation.json" },
  tempDirName: ".stryker-tmp",
  thresholds: { high: 90, low: 80, break: null },
};
