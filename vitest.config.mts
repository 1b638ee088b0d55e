import { defineConfig } from "vitest/config";

/** Where someone works with engines of their own, tests must plan and probe as on a machine without any. */
const NO_ENGINES = {
  AWS_ENDPOINT_URL: "",
  AWS_PROFILE: "",
  AWS_REGION: "",
  AWS_DEFAULT_REGION: "",
  DOCKER_HOST: "",
  KUBECONFIG: "/dev/null",
  MARATHON_URL: "",
  NOMAD_ADDR: "",
  NOMAD_NAMESPACE: "",
  NOMAD_REGION: "",
  SERVICE_FABRIC_ENDPOINT: "",
};

export default defineConfig({
  test: {
    // Not one less than there are cores: many tests wait for servers and processes.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          testTimeout: 30_000,
          env: NO_ENGINES,
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/live/**", "tests/**/browser.test.ts"],
        },
      },
      {
        test: {
          name: "browser",
          testTimeout: 60_000,
          env: NO_ENGINES,
          include: ["tests/**/browser.test.ts"],
        },
      },
      {
        // One file at a time: they share engines, ports and Podium's state.
        test: {
          name: "live",
          include: ["tests/live/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
