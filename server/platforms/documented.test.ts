import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import { createPlatforms } from "./platforms.ts";

const page = readFileSync("docs/add-a-platform.md", "utf8");

/** The word stands among what is written as code. */
const told = (part: string): boolean => new RegExp(`\`[^\`\\n]*\\b${part}\\b[^\`\\n]*\``).test(page);

test("docs/add-a-platform.md tells of every part that a platform of the house has", () => {
  const config = loadConfig({}, { dataDir: "/tmp/huntaze-documented" });
  const http = { fetch: () => Promise.reject(new Error("nobody is asked")) };
  const platforms = createPlatforms(config.platforms, { http, clock: systemClock, log: silentLog() });
  const parts = [...platforms.values()].flatMap(({ id: _, label: __, rules: ___, ...platform }) => [
    ...Object.keys(platform),
    ...(platform.connect?.flavors.flatMap((flavor) => Object.keys(flavor)) ?? []),
  ]);
  expect(parts).toEqual(expect.arrayContaining(["connect", "audience", "assisted"]));
  expect([...new Set(parts)].filter((part) => !told(part))).toEqual([]);
});
