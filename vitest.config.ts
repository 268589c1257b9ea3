import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{server,jobs,prisma,app,e2e}/**/*.test.{ts,tsx}"],
    globalSetup: ["e2e/support/global-setup.ts"],
    environment: "node",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
