import { expect, test } from "vitest";
import { nextAllowed } from "./next-allowed.ts";

const refusal = (message: string, params: Record<string, string | number>) => ({
  data: { app: { code: "CONFLICT", message, params } },
});

test("a full quota offers the time its refusal tells, and nothing else offers one", () => {
  const nextAt = "2026-03-03T10:00:00.000Z";
  expect(nextAllowed(refusal("QUOTA_FULL", { limit: 1, nextAt }))).toEqual(new Date(nextAt));
  expect(nextAllowed(refusal("QUOTA_FULL", { limit: 1 }))).toBeNull();
  expect(nextAllowed(refusal("TARGET_NOT_FAILED", { nextAt }))).toBeNull();
  expect(nextAllowed(new Error("away"))).toBeNull();
});
