import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import {
  content,
  looked,
  madePost,
  type Scripted,
  scriptedReddit,
  session,
} from "#e2e/support/reddit-script.ts";
import { lostAnswer, refusedConnection } from "#e2e/support/strict-http.ts";
import { redditErrors, redditStatusErrors, redditValidationErrors } from "./errors.ts";

// Refusals --------------------------------------------------------------------------------------------------------

describe("what Reddit refuses with", () => {
  const submit = (on: Scripted) => takeSteps(on.publish, content("self"), session, looked);

  test.each([...redditErrors, ...redditValidationErrors].map((row) => [row.code, row] as const))(
    "%s as a triple under HTTP 200 means what the table says",
    async (code, row) => {
      const on = scriptedReddit();
      on.http
        .expectCall({ operation: "submit" })
        .reply(200, { json: { errors: [[code, "prose", "field"]] } });
      await expect(submit(on)).rejects.toMatchObject({
        code: row.is,
        providerCode: code,
        retryable: row.retryable,
        userMessage: row.message,
        ambiguous: row.inconclusive === true,
        message: expect.not.stringContaining("prose"),
        ...(row.waitMs ? { retryAfterMs: row.waitMs } : {}),
      });
    },
  );

  test.each(redditValidationErrors.map((row) => [row.code, row] as const))(
    "%s with HTTP 400 too",
    async (code, row) => {
      const on = scriptedReddit();
      on.http.expectCall({ operation: "submit" }).reply(400, {
        fields: ["title"],
        explanation: "prose",
        message: "Bad Request",
        reason: code,
        error_type: "SUBMIT_VALIDATION_ERROR",
      });
      await expect(submit(on)).rejects.toMatchObject({
        code: row.is,
        userMessage: row.message,
        ambiguous: false,
      });
    },
  );

  test.each(redditStatusErrors.map((row) => [row.code, row] as const))(
    "%s as a status means what the table says",
    async (code, row) => {
      const on = scriptedReddit();
      const [status = "", reason] = code.split("/");
      const scope = reason === "insufficient_scope";
      on.http
        .expectCall({ operation: "submit" })
        .reply(
          Number(status),
          { message: "prose", error: Number(status), ...(reason && !scope ? { reason } : {}) },
          scope ? { "www-authenticate": 'Bearer realm="reddit", error="insufficient_scope"' } : {},
        );
      await expect(submit(on)).rejects.toMatchObject({
        code: row.is,
        providerCode: code,
        retryable: row.retryable,
        ambiguous: false,
        params: row.reason ? { reason: row.reason } : {},
      });
    },
  );

  test.each([
    [["NEW_CODE", "prose", null], "CONTENT_REJECTED", "REDDIT_REFUSED"],
    [["RATELIMIT", null, null], "RATE_LIMITED", "REDDIT_SLOW_DOWN"],
  ])("%j is a refusal all the same", async (triple, code, userMessage) => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submit" }).reply(200, { json: { errors: [triple] } });
    await expect(submit(on)).rejects.toMatchObject({ code, userMessage, ambiguous: false });
  });

  test("a reason nobody wrote down means what its status means", async () => {
    const on = scriptedReddit();
    on.http
      .expectCall({ operation: "submit" })
      .reply(403, { message: "Forbidden", error: 403, reason: "new" });
    await expect(submit(on)).rejects.toMatchObject({ code: "FORBIDDEN", providerCode: "403/new" });
  });

  test.each([
    ["you are doing that too much. try again in 9 minutes.", undefined, 600_000],
    ["you are doing that too much. try again in 5 seconds.", undefined, 60_000],
    [
      "Looks like you've been doing that a lot. Take a break for 1 hour before trying again.",
      undefined,
      7_200_000,
    ],
    ["you are doing that too much. try again later.", undefined, 60_000],
    ["you are doing that too much. try again in 9 minutes.", 545.5, 545_500],
  ])("«%s» and %s seconds: waits %i ms", async (text, ratelimit, retryAfterMs) => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submit" }).reply(200, {
      json: { ...(ratelimit ? { ratelimit } : {}), errors: [["RATELIMIT", text, "ratelimit"]] },
    });
    await expect(submit(on)).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs });
  });

  test("of several errors the one that waiting does not cure is told", async () => {
    const on = scriptedReddit();
    const errors = [
      ["RATELIMIT", "try again in 2 minutes", "ratelimit"],
      ["BAD_URL", "you should check that url", "url"],
    ];
    on.http.expectCall({ operation: "submit" }).reply(200, { json: { errors } });
    await expect(submit(on)).rejects.toMatchObject({ providerCode: "BAD_URL" });
  });

  test.each([
    [
      "a lost answer",
      (on: Scripted) => on.http.expectCall({ operation: "submit" }).fail(lostAnswer("reddit", "submit")),
      true,
    ],
    [
      "a refused connection",
      (on: Scripted) =>
        on.http.expectCall({ operation: "submit" }).fail(refusedConnection("reddit", "submit")),
      false,
    ],
    ["a 502", (on: Scripted) => on.http.expectCall({ operation: "submit" }).reply(502, "<html>"), true],
    [
      "a page of the edge",
      (on: Scripted) => on.http.expectCall({ operation: "submit" }).reply(403, "<html>whoa there"),
      true,
    ],
    [
      "jQuery soup",
      (on: Scripted) =>
        on.http.expectCall({ operation: "submit" }).reply(200, { jquery: [], success: false }),
      true,
    ],
    [
      "half an answer",
      (on: Scripted) => on.http.expectCall({ operation: "submit" }).reply(200, '{"json": {"err'),
      true,
    ],
  ])("after %s: ambiguous is %s", async (_, script, ambiguous) => {
    const on = scriptedReddit();
    script(on);
    await expect(submit(on)).rejects.toMatchObject({ ambiguous });
  });

  test("`errors: null` is success", async () => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submit" }).reply(200, { json: { ...madePost.json, errors: null } });
    expect((await submit(on)).live?.remoteId).toBe("1demo1");
  });
});

describe("the budget of calls", () => {
  const window = { "x-ratelimit-used": "600", "x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "372" };

  test("a 429 waits for the window's end", async () => {
    const on = scriptedReddit();
    on.http
      .expectCall({ operation: "submitted" })
      .reply(429, { message: "Too Many Requests", error: 429 }, { "x-ratelimit-reset": "372" });
    const run = takeSteps(on.publish, content("self"), session);
    await expect(run).rejects.toMatchObject({ code: "RATE_LIMITED", retryable: true, retryAfterMs: 372_000 });
  });

  test("once nothing is left no call leaves until the window is over", async () => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submitted" }).reply(200, { data: { children: [] } }, window);
    const first = await takeSteps(on.publish, content("self"), session, {}, 1);
    await expect(takeSteps(on.publish, content("self"), session, first)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 372_000,
      ambiguous: false,
    });
    on.clock.advance(372_000);
    on.http
      .expectCall({ operation: "submit" })
      .reply(200, madePost, { ...window, "x-ratelimit-remaining": "599.0" });
    expect((await takeSteps(on.publish, content("self"), session, first)).live?.remoteId).toBe("1demo1");
  });
});
