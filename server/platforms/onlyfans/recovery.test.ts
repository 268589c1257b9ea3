import { describe, expect, test } from "vitest";
import { prepare } from "#e2e/support/publishing-run.ts";
import { COLLECTORS, MAYA, onlyfansBench, PHOTO, session, WAIT_MS } from "./sandbox.fixture.ts";

/** Every irreversible call, lost in every way: what stands on the account decides, and there is one effect. */

const b = onlyfansBench();

describe("what gets lost on the way", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 504 instead", { kind: "status", status: 504 }, false],
    ["a proxy answered with a page", { kind: "status", status: 403, body: "<html>no</html>" }, false],
  ] as const;
  const kinds = [
    ["send_post", () => b.post()],
    ["send_message", () => b.message({ media: [b.on.media(PHOTO)] })],
    ["send_mass_message", () => b.message({}, COLLECTORS)],
  ] as const;
  const cases = kinds.flatMap(([operation, make]) =>
    lost.map(([what, fault, applied]) => [operation, what, fault, applied, make] as const),
  );

  test.each(cases)("%s, %s: settled by what stands on the account, one effect", async (...row) => {
    const [operation, , fault, applied, make] = row;
    const what = make();
    const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
    await b.sandbox.control.fault({ network: "onlyfans", operation, fault });
    await expect(b.publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const armedAt = new Date();
    const context = { content: what, session: session(), handles: run.handles, armedAt };
    const verdict = await b.on.platform.publish.reconcile(context);
    expect(verdict.verdict).toBe(
      applied ? (operation === "send_mass_message" ? "accepted" : "live") : "not-happened",
    );
    if (verdict.verdict === "not-happened") await b.publish(what, run);
    if (verdict.verdict === "accepted")
      await b.publish(what, { ...run, armedAt, handles: { ...run.handles, ...verdict.handles } });
    expect(await b.effects()).toHaveLength(1);
  });

  test("a message whose chat could not be read is sent once more with its key, and answered with the first", async () => {
    const what = b.message({ media: [b.on.media(PHOTO)] });
    const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
    await b.sandbox.control.fault({
      network: "onlyfans",
      operation: "send_message",
      fault: { kind: "apply-then-drop" },
    });
    await expect(b.publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const { live } = await b.publish(what, run);
    const [only, ...more] = await b.effects();
    expect(more).toEqual([]);
    expect(live?.remoteId).toBe(only?.remoteId);
  });

  test("a post sent again against all sense is stopped by its media, and found", async () => {
    const what = b.post();
    const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
    await b.sandbox.control.fault({
      network: "onlyfans",
      operation: "send_post",
      fault: { kind: "apply-then-drop" },
    });
    await expect(b.publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const { live } = await b.publish(what, run);
    expect(await b.effects()).toMatchObject([{ remoteId: live?.remoteId }]);
  });

  test("media spent for nothing are uploaded anew", async () => {
    const first = b.post({ text: "One" });
    const run = await prepare(b.on.platform.publish, first, session(), WAIT_MS);
    await b.publish(first, run);
    const second = b.post({ text: "Two" });
    const { handles, steps } = await b.publish(second, run);
    expect(steps.filter((step) => step === "upload_0")).toHaveLength(2);
    expect(handles.round).toBe(1);
    expect((await b.effects()).map(({ text }) => text)).toEqual(["One", "Two"]);
  });

  test("an upload whose answer was lost leaves a file nobody sees", async () => {
    await b.sandbox.control.fault({
      network: "onlyfans",
      operation: "media_upload",
      fault: { kind: "apply-then-drop" },
    });
    await expect(b.publish(b.post())).rejects.toMatchObject({ code: "NETWORK_ERROR" });
    await b.publish(b.post());
    expect(await b.effects()).toHaveLength(1);
  });

  test("the partner's word that nothing was sent is believed, whatever the status", async () => {
    const body = { message: "OnlyFans could not be reached.", request_outcome: "not_sent" };
    const what = b.message();
    const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
    await b.sandbox.control.fault({
      network: "onlyfans",
      operation: "send_message",
      fault: { kind: "status", status: 503, body },
    });
    await expect(b.publish(what, run)).rejects.toMatchObject({ ambiguous: false, retryable: true });
    await b.publish(what, run);
    expect(await b.effects()).toHaveLength(1);
  });

  test.each([422, 429, 401])(
    "without it a refusal of a message proves nothing, %i included",
    async (status) => {
      const what = b.message();
      const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
      await b.sandbox.control.fault({
        network: "onlyfans",
        operation: "send_message",
        fault: { kind: "status", status, body: { message: "No." } },
      });
      await expect(b.publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    },
  );

  test("two messages with the same words leave the decision to a person", async () => {
    const what = b.message();
    await b.publish(what);
    await b.publish(what);
    const context = {
      content: what,
      session: session(),
      handles: { since: new Date(Date.now() - 5_000).toISOString() },
      armedAt: new Date(),
    };
    expect(await b.on.platform.publish.reconcile(context)).toMatchObject({ verdict: "pending" });
  });

  test("a cached list is never taken for proof", async () => {
    const what = b.post({ media: [] });
    await fetch(`${b.sandbox.url}/app.onlyfansapi.com/api/${MAYA}/posts?limit=100`, {
      headers: { authorization: "Bearer ofapi_sandbox-onlyfans-app" },
    });
    const run = await prepare(b.on.platform.publish, what, session(), WAIT_MS);
    await b.publish(what, run);
    const context = { content: what, session: session(), handles: run.handles, armedAt: new Date() };
    expect(await b.on.platform.publish.reconcile(context)).toMatchObject({ verdict: "live" });
    expect(
      (await b.journal("list_posts")).map(({ bodySummary }) => JSON.stringify(bodySummary)).at(-1),
    ).toMatch(/fresh/);
  });
});
