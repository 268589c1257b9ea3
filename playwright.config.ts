import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { defineConfig } from "playwright/test";

/** A browser that is there: one that was named, Debian's, or the one that npm ships. Never none: a missing browser fails. */
const executablePath =
  process.env.CHROME_PATH ??
  (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : await chromium.executablePath());

export default defineConfig({
  testDir: "e2e/journeys",
  testMatch: "**/*.e2e.ts",
  globalSetup: "./e2e/support/browser-setup.ts",
  // One browser and one product: the tests share the sandbox's networks and take turns.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  forbidOnly: true,
  outputDir: "test-results",
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Europe/Paris",
    colorScheme: "light",
    actionTimeout: 20_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: ["--no-sandbox", "--disable-gpu"] },
  },
});
