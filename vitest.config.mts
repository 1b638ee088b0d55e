import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          testTimeout: 30_000,
          // Where someone works with an emulator, what is planned for AWS must be tested all the same.
          env: { AWS_ENDPOINT_URL: "" },
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/live/**"],
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
