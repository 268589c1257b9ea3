import { expect, test } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import type { RefreshOutcome, TokensService } from "#server/features/tokens/service.ts";
import { tokenRefresh } from "./token.refresh.ts";
import { tokensSweep } from "./tokens.sweep.ts";

const context = { jobId: "j", attempt: 1, fence: 1, signal: new AbortController().signal, log: silentLog() };
const payload = { connectionId: crypto.randomUUID(), tokenVersion: 1 };
const refreshing = (refresh: () => Promise<RefreshOutcome>) =>
  tokenRefresh.run(payload, { tokens: { refresh } as Partial<TokensService> as TokensService }, context);

test("a token that is too young rings again once it is old enough", async () => {
  const at = new Date("2026-03-03T10:00:00.000Z");
  expect(await refreshing(async () => ({ state: "too-young", at }))).toEqual({
    outcome: "again",
    at,
    note: "too-young",
  });
});

test.each(["refreshed", "already-newer", "needs-reconnect", "gone"] as const)(
  "%s ends the job",
  async (state) => {
    expect(await refreshing(async () => ({ state }))).toEqual({ outcome: "done", note: state });
  },
);

test("a network that cannot be asked leaves the job to its retries", async () => {
  const down = new AppError("UNAVAILABLE", "down", { retryable: true });
  await expect(refreshing(() => Promise.reject(down))).rejects.toBe(down);
});

test("the sweep says how many renewals it enqueued", async () => {
  const tokens = { sweep: async () => 3 } as Partial<TokensService> as TokensService;
  expect(await tokensSweep.run({}, { tokens }, context)).toEqual({
    outcome: "done",
    note: "3 renewals enqueued",
  });
});
