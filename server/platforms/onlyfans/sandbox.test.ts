import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_TEAM_KEY, SECOND_TEAM_KEY } from "#e2e/sandbox/onlyfans/accounts.ts";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { prepare, takeSteps } from "#e2e/support/publishing-run.ts";
import { type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PlatformSession, PublishContent } from "../platform.ts";
import { INSTALLATION_KEY } from "./api.ts";

/** The whole of OnlyFans, over real HTTP, against the double of the partner that keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
const MAYA = "acct_8f21c07d5ab94e13";
const FAN = "@alex1 (412000170)";
const GONE_FAN = "@eli5 (412000174)";
const COLLECTORS = "[Collectors] (900001)";
const PHOTO = "portrait-1080x1350.jpg";

let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "onlyfans", rateLimits: false });
  on = sandboxPlatform(sandbox, "onlyfans");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const session = (more: Partial<PlatformSession> = {}): PlatformSession => ({
  flavor: "partner",
  externalId: MAYA,
  accessToken: INSTALLATION_KEY,
  scopes: [],
  meta: { username: "maya.delorme" },
  ...more,
});

const message = (more: Partial<PublishContent> = {}, to = FAN): PublishContent => ({
  kind: "message",
  text: "New glaze <today> & tomorrow",
  media: [],
  options: { to },
  ...more,
});
const post = (more: Partial<PublishContent> = {}): PublishContent => ({
  kind: "post",
  text: "From the kiln",
  media: [on.media(PHOTO)],
  options: {},
  ...more,
});
const publish = (what: PublishContent, run = {}, as = session()) =>
  takeSteps(on.platform.publish, what, as, run, STEPS, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "onlyfans" });
const journal = (operation: string) => sandbox.control.journal({ network: "onlyfans", operation });
const connect = (values: Record<string, string>, flavor = "partner") => {
  if (!on.platform.connect) throw new Error("nothing to connect with");
  return on.platform.connect.connect({ flavor, values });
};

describe("connecting", () => {
  test("a key opens the accounts of its team, and says which are not signed in there", async () => {
    const { accounts, tokens, sharedCredentials } = await connect({ apiKey: "ofapi_sandbox-onlyfans-app" });
    expect(accounts.map(({ handle, unusable }) => [handle, unusable])).toEqual([
      ["maya.delorme", undefined],
      ["jonas.bakes", undefined],
      ["quiet.lena", "ONLYFANS_NOT_AUTHENTICATED_THERE"],
    ]);
    expect(tokens?.accessToken).toBe("ofapi_sandbox-onlyfans-app");
    expect(sharedCredentials).toBe(false);
  });

  test("without a key the installation's is used, and never stored", async () => {
    const { tokens, sharedCredentials, accounts } = await connect({});
    expect(tokens?.accessToken).toBe(INSTALLATION_KEY);
    expect(sharedCredentials).toBe(true);
    expect(accounts).toHaveLength(3);
  });

  test("another team's key opens another team's accounts alone", async () => {
    const { accounts } = await connect({ apiKey: SECOND_TEAM_KEY });
    expect(accounts.map(({ handle }) => handle)).toEqual(["kaya.runs"]);
  });

  test.each(["ofapi_wrong-key-0123456789", "short", "with a\nline break", INSTALLATION_KEY])(
    "a wrong key is said so: %j",
    (apiKey) =>
      expect(connect({ apiKey })).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
        userMessage: "ONLYFANS_KEY_REFUSED",
      }),
  );

  test("a name alone makes an assisted account, without asking anybody", async () => {
    expect(await connect({ handle: "@Maya.Delorme" }, "assisted")).toEqual({
      accounts: [
        {
          externalId: "by-hand:maya.delorme",
          handle: "Maya.Delorme",
          displayName: "Maya.Delorme",
          meta: { username: "Maya.Delorme" },
        },
      ],
    });
    await expect(connect({ handle: "not a name" }, "assisted")).rejects.toMatchObject({
      userMessage: "ONLYFANS_HANDLE",
    });
    expect(await sandbox.control.journal({ network: "onlyfans" })).toEqual([]);
  });
});

describe("reading", () => {
  test("pages lead through every fan OnlyFans shows, however short they come", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await on.platform.audience?.fans(session(), cursor);
      seen.push(...(page?.items ?? []).map(({ id }) => id));
      cursor = page?.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(54);
    expect(seen).toHaveLength(54);
    expect(await journal("fans")).toHaveLength(3);
  });

  test("chats come with their last words, without markup", async () => {
    const page = await on.platform.audience?.chats(session(), undefined);
    expect(page?.items[0]).toMatchObject({
      fan: { id: "412000170", username: "alex1" },
      text: "Hello! Love the new series & the colours.",
      fromFan: true,
      unread: 1,
      canSend: true,
    });
    expect(page?.nextCursor).toBe("20");
  });

  test("a cursor of nobody's is refused before anything is asked", async () => {
    await expect(on.platform.audience?.fans(session(), "20&x=1")).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  test("credits are told, and an empty account says so", async () => {
    const before = await on.platform.audience?.credits(session());
    await on.platform.audience?.fans(session(), undefined);
    await sandbox.control.settings({ network: "onlyfans", quota: 9_000 });
    expect(before?.balance).toBe(9_999);
    await expect(
      on.platform.audience?.fans(session({ accessToken: EMPTY_TEAM_KEY }), undefined),
    ).rejects.toMatchObject({ code: "QUOTA_EXHAUSTED", userMessage: "ONLYFANS_NO_CREDITS" });
  });

  test("a session that ended there is told apart from a key that is wrong", async () => {
    await sandbox.control.account("onlyfans", MAYA, { revoke: true });
    const fans = (accessToken: string) => on.platform.audience?.fans(session({ accessToken }), undefined);
    await expect(fans(INSTALLATION_KEY)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_session_ended" },
    });
    await expect(fans("ofapi_wrong")).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_key_refused" },
    });
    await expect(fans(SECOND_TEAM_KEY)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_account_gone" },
    });
  });

  test("recipients are the lists and the chats that may be written to", async () => {
    const { to = [] } = (await on.platform.publish.composeOptions?.(session())) ?? {};
    expect(to.slice(0, 4)).toEqual(["[Fans] (fans)", COLLECTORS, "[New this month] (900002)", FAN]);
    expect(to).not.toContain(GONE_FAN);
  });
});

describe("publishing", () => {
  test("a post goes out with its media, and its address opens", async () => {
    const { live, steps } = await publish(post());
    expect(steps).toEqual(["check", "upload_0", "reserve", "send_post!"]);
    expect(await effects()).toMatchObject([
      { kind: "post", remoteId: live?.remoteId, text: "From the kiln", mediaCount: 1 },
    ]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
  });

  test("a message with a price reaches its chat, once", async () => {
    const paid = message({ media: [on.media(PHOTO)], options: { to: FAN, price: "15", lockedText: true } });
    const { live } = await publish(paid);
    expect(await effects()).toMatchObject([{ kind: "inbox", remoteId: live?.remoteId, mediaCount: 1 }]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
    const [sent] = await journal("send_message");
    expect(JSON.stringify(sent)).toMatch(/15/);
  });

  test("a message to a list is live when its queue is through", async () => {
    const { live, steps } = await publish(message({}, COLLECTORS));
    expect(steps).toContain("send_mass_message!");
    expect(steps).toContain("mass_message_status");
    expect(await effects()).toMatchObject([{ remoteId: live?.remoteId }]);
  });

  test.each([
    [{ price: "2.99" }, "ONLYFANS_PRICE"],
    [{ price: "200.01" }, "ONLYFANS_PRICE"],
    [{ price: "1e2" }, "ONLYFANS_PRICE"],
    [{ price: "5" }, "ONLYFANS_PRICE_WITHOUT_MEDIA"],
    [{ to: "by_hand" }, "ONLYFANS_NO_RECIPIENT"],
    [{ to: "" }, "ONLYFANS_NO_RECIPIENT"],
  ])("what nobody can charge or address is refused before any call: %j", async (options, userMessage) => {
    await expect(publish(message({ options: { to: FAN, ...options } }))).rejects.toMatchObject({
      userMessage,
    });
    expect(await sandbox.control.journal({ network: "onlyfans" })).toEqual([]);
  });

  test("banned words are refused with nothing sent", async () => {
    await expect(publish(message({ text: "a forbiddenword here" }))).rejects.toMatchObject({
      userMessage: "ONLYFANS_BANNED_WORDS",
      ambiguous: false,
    });
    expect(await effects()).toEqual([]);
  });

  test("a large file is fetched by the partner instead of passing through memory", async () => {
    const what = post({ media: [{ ...on.media(PHOTO), bytes: 17 * 1024 * 1024 }] });
    await publish(what);
    expect(await effects()).toMatchObject([{ mediaCount: 1 }]);
  });

  test("an account signed out at the partner is noticed before anything is uploaded", async () => {
    await sandbox.control.account("onlyfans", MAYA, { revoke: true });
    await expect(publish(post())).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(await journal("media_upload")).toEqual([]);
  });
});

describe("deleting", () => {
  const remove = (handles: Record<string, string | number>, remoteId: string) =>
    on.platform.publish.remove?.(session(), { handles, remoteId, parts: [] });

  test("a post, a message and a message to a list go, and what is gone already is removed", async () => {
    for (const what of [post(), message(), message({}, COLLECTORS)]) {
      const { handles, live } = await publish(what);
      expect(await remove(handles, live?.remoteId ?? "")).toEqual({ removed: true });
      expect(await remove(handles, live?.remoteId ?? "")).toEqual({ removed: true });
    }
    expect((await effects()).filter(({ kind }) => kind === "delete")).toHaveLength(3);
  });

  test("a message of yesterday stays, and says why", async () => {
    const { handles, live } = await publish(message());
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    expect(await remove(handles, live?.remoteId ?? "")).toEqual({
      removed: false,
      why: "ONLYFANS_TOO_OLD_TO_DELETE",
    });
  });
});

describe("what gets lost on the way", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 504 instead", { kind: "status", status: 504 }, false],
    ["a proxy answered with a page", { kind: "status", status: 403, body: "<html>no</html>" }, false],
  ] as const;
  const kinds = [
    ["send_post", () => post()],
    ["send_message", () => message({ media: [on.media(PHOTO)] })],
    ["send_mass_message", () => message({}, COLLECTORS)],
  ] as const;
  const cases = kinds.flatMap(([operation, make]) =>
    lost.map(([what, fault, applied]) => [operation, what, fault, applied, make] as const),
  );

  test.each(cases)("%s, %s: settled by what stands on the account, one effect", async (...row) => {
    const [operation, , fault, applied, make] = row;
    const what = make();
    const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
    await sandbox.control.fault({ network: "onlyfans", operation, fault });
    await expect(publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const armedAt = new Date();
    const context = { content: what, session: session(), handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(context);
    expect(verdict.verdict).toBe(
      applied ? (operation === "send_mass_message" ? "accepted" : "live") : "not-happened",
    );
    if (verdict.verdict === "not-happened") await publish(what, run);
    if (verdict.verdict === "accepted")
      await publish(what, { ...run, armedAt, handles: { ...run.handles, ...verdict.handles } });
    expect(await effects()).toHaveLength(1);
  });

  test("a message whose chat could not be read is sent once more with its key, and answered with the first", async () => {
    const what = message({ media: [on.media(PHOTO)] });
    const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
    await sandbox.control.fault({
      network: "onlyfans",
      operation: "send_message",
      fault: { kind: "apply-then-drop" },
    });
    await expect(publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const { live } = await publish(what, run);
    const [only, ...more] = await effects();
    expect(more).toEqual([]);
    expect(live?.remoteId).toBe(only?.remoteId);
  });

  test("a post sent again against all sense is stopped by its media, and found", async () => {
    const what = post();
    const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
    await sandbox.control.fault({
      network: "onlyfans",
      operation: "send_post",
      fault: { kind: "apply-then-drop" },
    });
    await expect(publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    const { live } = await publish(what, run);
    expect(await effects()).toMatchObject([{ remoteId: live?.remoteId }]);
  });

  test("media spent for nothing are uploaded anew", async () => {
    const first = post({ text: "One" });
    const run = await prepare(on.platform.publish, first, session(), WAIT_MS);
    await publish(first, run);
    const second = post({ text: "Two" });
    const { handles, steps } = await publish(second, run);
    expect(steps.filter((step) => step === "upload_0")).toHaveLength(2);
    expect(handles.round).toBe(1);
    expect((await effects()).map(({ text }) => text)).toEqual(["One", "Two"]);
  });

  test("an upload whose answer was lost leaves a file nobody sees", async () => {
    await sandbox.control.fault({
      network: "onlyfans",
      operation: "media_upload",
      fault: { kind: "apply-then-drop" },
    });
    await expect(publish(post())).rejects.toMatchObject({ code: "NETWORK_ERROR" });
    await publish(post());
    expect(await effects()).toHaveLength(1);
  });

  test("the partner's word that nothing was sent is believed, whatever the status", async () => {
    const body = { message: "OnlyFans could not be reached.", request_outcome: "not_sent" };
    const what = message();
    const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
    await sandbox.control.fault({
      network: "onlyfans",
      operation: "send_message",
      fault: { kind: "status", status: 503, body },
    });
    await expect(publish(what, run)).rejects.toMatchObject({ ambiguous: false, retryable: true });
    await publish(what, run);
    expect(await effects()).toHaveLength(1);
  });

  test.each([422, 429, 401])(
    "without it a refusal of a message proves nothing, %i included",
    async (status) => {
      const what = message();
      const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
      await sandbox.control.fault({
        network: "onlyfans",
        operation: "send_message",
        fault: { kind: "status", status, body: { message: "No." } },
      });
      await expect(publish(what, run)).rejects.toMatchObject({ ambiguous: true });
    },
  );

  test("two messages with the same words leave the decision to a person", async () => {
    const what = message();
    await publish(what);
    await publish(what);
    const context = {
      content: what,
      session: session(),
      handles: { since: new Date(Date.now() - 5_000).toISOString() },
      armedAt: new Date(),
    };
    expect(await on.platform.publish.reconcile(context)).toMatchObject({ verdict: "pending" });
  });

  test("a cached list is never taken for proof", async () => {
    const what = post({ media: [] });
    await fetch(`${sandbox.url}/app.onlyfansapi.com/api/${MAYA}/posts?limit=100`, {
      headers: { authorization: "Bearer ofapi_sandbox-onlyfans-app" },
    });
    const run = await prepare(on.platform.publish, what, session(), WAIT_MS);
    await publish(what, run);
    const context = { content: what, session: session(), handles: run.handles, armedAt: new Date() };
    expect(await on.platform.publish.reconcile(context)).toMatchObject({ verdict: "live" });
    expect(
      (await journal("list_posts")).map(({ bodySummary }) => JSON.stringify(bodySummary)).at(-1),
    ).toMatch(/fresh/);
  });
});

test("nothing secret of all this reached the log", async () => {
  await publish(post());
  await connect({ apiKey: "ofapi_sandbox-onlyfans-app" });
  await connect({ apiKey: "ofapi_canary-0123456789" }).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(3);
  expect(lines).not.toMatch(/ofapi_sandbox|ofapi_canary|sandbox-onlyfans-secret/);
});
