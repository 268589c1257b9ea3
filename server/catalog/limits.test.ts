import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BY_HAND_LIMIT } from "#server/features/outgoing/by-hand.ts";
import { INVITATION_LIMIT } from "#server/features/workspace/service.ts";
import { rateLimitPolicies } from "#server/http/rate-limit-policies.ts";
import { tableEnd, tableStart } from "./documents.ts";
import { limitsTable, withLimitsTable } from "./limits.ts";

const api = readFileSync("docs/api.md", "utf8");

describe("the table of limits in docs/api.md", () => {
  test("is what the policies say", () => {
    expect(withLimitsTable(api)).toBe(api);
    const drifted = `a\n${tableStart("limits")}\nDRIFTED ROW\n${tableEnd("limits")}\nb`;
    expect(withLimitsTable(drifted)).not.toContain("DRIFTED ROW");
  });

  test("has a row per policy that tells every window, who is counted, and what happens without a store", () => {
    const { ai, job } = rateLimitPolicies;
    expect(limitsTable({ ai, job }).split("\n").slice(2)).toEqual([
      "| `ai` | AI | 5 in 10 s, 20 a minute, 500 an hour | person | refused |",
      "| `job` | `/api/jobs/:name` | 60,000 a minute | address, per process |  |",
    ]);
  });

  test("leaves no policy without words", () => {
    expect(limitsTable()).not.toContain("undefined");
    for (const name of Object.keys(rateLimitPolicies)) expect(limitsTable()).toContain(`| \`${name}\` |`);
  });

  test("is followed by the limits of workspaces, as the services have them", () => {
    for (const { limit, windowMs } of [INVITATION_LIMIT, BY_HAND_LIMIT]) {
      expect(windowMs).toBe(3_600_000);
      expect(api).toMatch(new RegExp(`Workspaces .*\\b${limit} [^.]*an hour`));
    }
  });
});
