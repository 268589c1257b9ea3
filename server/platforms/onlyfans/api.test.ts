import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { fakeMedia } from "#e2e/support/publishing-run.ts";
import { lostAnswer, refusedConnection, type StrictHttp, strictHttp } from "#e2e/support/strict-http.ts";
import type { PlatformSession, PublishContent, PublishContext } from "../platform.ts";
import type { Clients } from "../setup.ts";
import { createOnlyFansApi } from "./api.ts";
import { onlyfansErrors, refusalRow } from "./errors.ts";
import { onlyfans } from "./onlyfans.ts";

const API = "https://api.test/api";
const ACCOUNT = "acct_1";

const PARTNER: Clients = { partner: { clientId: "ofapi_installation", clientSecret: "s" } };

function set(clients: Clients = PARTNER) {
  const http = strictHttp();
  const clock = testClock();
  const urls = { api: "https://api.test", www: "https://of.test" };
  const deps = { http, clock, log: silentLog(), clients, urls };
  return { http, clock, deps, platform: onlyfans.create(deps), api: createOnlyFansApi(deps) };
}

const session: PlatformSession = {
  flavor: "partner",
  externalId: ACCOUNT,
  accessToken: "ofapi_own",
  scopes: [],
  meta: { username: "ann" },
};
const AUTH = { authorization: "Bearer ofapi_own" };
const since = "2026-03-02T10:00:00.000Z";
const ready = { checked: 1, key: "key-1", since };
const content = (more: Partial<PublishContent> = {}): PublishContent => ({
  kind: "message",
  text: "Hi & bye",
  media: [],
  options: { to: "@fan (55)" },
  ...more,
});

/** Runs the step the plan names now. */
async function step({ platform }: ReturnType<typeof set>, context: Partial<PublishContext>) {
  const whole = { content: content(), session, handles: {}, ...context };
  const next = platform.publish.plan(whole);
  if (next.type === "done") throw new Error("nothing left to do");
  return { name: next.name, type: next.type, result: await next.run() };
}

const accounts = [{ id: ACCOUNT, onlyfans_username: "ann", display_name: "Ann", is_authenticated: true }];
const answers = (http: StrictHttp, operation: string, data: unknown) =>
  http.expectCall({ operation, headers: AUTH }).reply(200, { data });

describe("the calls, as the partner documents them", () => {
  test("a message to one chat carries its key, its price and the media once", async () => {
    const s = set();
    s.http
      .expectCall({
        operation: "send_message",
        method: "POST",
        url: `${API}/${ACCOUNT}/chats/55/messages`,
        headers: { ...AUTH, "idempotency-key": "key-1" },
        json: { text: "Hi & bye", mediaFiles: ["ofapi_media_1"], price: 4.5, lockedText: true },
        idempotent: false,
      })
      .reply(200, '{"data":{"id":9007199254740993}}');
    const { result } = await step(s, {
      content: content({
        media: [fakeMedia("image", 10)],
        options: { to: "@fan (55)", price: "4.50", lockedText: true },
      }),
      handles: { ...ready, "media:0": "ofapi_media_1" },
    });
    expect(result).toEqual({
      handles: { messageId: "9007199254740993", chat: "55" },
      live: {
        remoteId: "9007199254740993",
        remoteUrl: "https://of.test/my/chats/chat/55?firstId=9007199254740993",
      },
    });
  });

  test("a text without a price says nothing of one", async () => {
    const s = set();
    s.http
      .expectCall({ operation: "send_message", json: { text: "Hi & bye" } })
      .reply(200, { data: { id: 1 } });
    await step(s, { handles: ready });
    s.http.assertDone();
  });

  test.each([
    ["[VIPs] (12)", 12],
    ["[Fans] (fans)", "fans"],
  ])("a message to a list goes into the queue: %s", async (to, list) => {
    const s = set();
    s.http
      .expectCall({
        operation: "send_mass_message",
        method: "POST",
        url: `${API}/${ACCOUNT}/mass-messaging`,
        json: { text: "Hi & bye", userLists: [list] },
      })
      .reply(200, { data: { id: 777, isDone: false } });
    const { result } = await step(s, { content: content({ options: { to } }), handles: ready });
    expect(result).toEqual({ handles: { queueId: "777" } });
  });

  test("a post is its text and media, with no time of theirs", async () => {
    const s = set();
    s.http
      .expectCall({
        operation: "send_post",
        method: "POST",
        url: `${API}/${ACCOUNT}/posts`,
        json: { text: "Hi & bye", mediaFiles: ["ofapi_media_1"] },
      })
      .reply(200, { data: { id: "22" } });
    const { result } = await step(s, {
      content: content({ kind: "post", media: [fakeMedia("image", 10)], options: {} }),
      handles: { ...ready, "media:0": "ofapi_media_1" },
    });
    expect(result).toMatchObject({ live: { remoteId: "22", remoteUrl: "https://of.test/22/ann" } });
  });

  test("an upload sends the file, and a large one its address", async () => {
    const s = set();
    const upload = { operation: "media_upload", method: "POST", url: `${API}/${ACCOUNT}/media/upload` };
    s.http.expectCall(upload).reply(200, { prefixed_id: "ofapi_media_1" });
    const small = content({ media: [fakeMedia("image", 10)] });
    expect(await step(s, { content: small, handles: { checked: 1 } })).toMatchObject({
      name: "upload_0",
      type: "safe",
      result: { "media:0": "ofapi_media_1" },
    });
    const [sent] = s.http.seen;
    const file = sent?.body instanceof FormData ? sent.body.get("file") : undefined;
    expect(file).toMatchObject({ size: 10, type: "image/jpeg" });
    s.http
      .expectCall({ ...upload, json: { file_url: "https://media.test/video-20000000" } })
      .reply(200, { prefixed_id: "ofapi_media_2" });
    await step(s, { content: content({ media: [fakeMedia("video", 20_000_000)] }), handles: { checked: 1 } });
    s.http.assertDone();
  });

  test("the account is looked at first, and the key is made before anything is sent", async () => {
    const s = set();
    s.http.expectCall({ operation: "accounts", url: `${API}/accounts`, headers: AUTH }).reply(200, accounts);
    expect((await step(s, {})).result).toEqual({ checked: 1 });
    const { name, result } = await step(s, { handles: { checked: 1 } });
    expect(name).toBe("reserve");
    expect(result).toMatchObject({ key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test("a connection that leans on the installation's key uses it, and says so when it is gone", async () => {
    const lean = { ...session, accessToken: "the key of the installation" };
    const s = set();
    s.http
      .expectCall({ operation: "me", headers: { authorization: "Bearer ofapi_installation" } })
      .reply(200, { data: {}, _meta: { _credits: { used: 1, balance: 9 } } });
    expect(await s.platform.audience?.credits(lean)).toEqual({ balance: 9 });
    const without = set({});
    await expect(without.platform.audience?.credits(lean)).rejects.toMatchObject({
      code: "CONFIG_MISSING",
      userMessage: "ONLYFANS_NO_INSTALLATION_KEY",
    });
  });

  test("lists come bare or in a list, and an envelope nobody promised is no answer", async () => {
    for (const data of [[{ id: 1, name: "VIPs" }], { list: [{ id: 1, name: "VIPs" }] }]) {
      const s = set();
      answers(s.http, "user_lists", data);
      answers(s.http, "chats", []);
      expect(await s.platform.publish.composeOptions?.(session, {})).toEqual({ to: ["[VIPs] (1)"] });
    }
    const s = set();
    answers(s.http, "fans", { people: [] });
    await expect(s.platform.audience?.fans(session, undefined)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
    });
  });

  test("the address of a next page is not followed, its offset is", async () => {
    const s = set();
    const next_page = "https://evil.test/api/acct_9/chats?limit=20&offset=40";
    s.http
      .expectCall({
        operation: "chats",
        url: `${API}/${ACCOUNT}/chats`,
        query: { limit: "20", offset: "20" },
      })
      .reply(200, { data: [], _pagination: { next_page } });
    expect(await s.platform.audience?.chats(session, "20")).toEqual({ items: [], nextCursor: "40" });
  });
});

describe("every refusal", () => {
  const STATUSES: [number, unknown, string][] = [
    [400, { message: "Bad." }, "bad_request"],
    [401, { message: "Unauthenticated." }, "unauthenticated"],
    [402, { message: "No credits." }, "out_of_credits"],
    [403, { message: "Plan." }, "forbidden"],
    [403, { error: "account_disconnected" }, "account_disconnected"],
    [403, { code: "session_expired" }, "session_expired"],
    [404, { message: "Nothing." }, "not_found"],
    [404, { error: "account_not_found" }, "account_not_found"],
    [408, { message: "Slow." }, "timeout"],
    [409, { message: "In progress." }, "conflict"],
    [413, { message: "Large." }, "too_large"],
    [422, { message: "x", errors: { mediaFiles: ["The media has already been used."] } }, "media_used"],
    [422, { message: "x", errors: { text: ["The text contains banned words: a."] } }, "banned_words"],
    [422, { message: "The text field is required." }, "validation"],
    [429, { message: "Too Many Attempts." }, "too_many_requests"],
  ];

  test.each(STATUSES)("%i %j is told apart", async (status, body, code) => {
    const s = set();
    s.http
      .expectCall({ operation: "probe" })
      .reply(status, body, status === 429 ? { "retry-after": "90" } : {});
    const row = onlyfansErrors.find((each) => each.code === code);
    await expect(s.api.call("probe", session, "/probe")).rejects.toMatchObject({
      code: row?.is,
      retryable: row?.retryable,
      userMessage: row?.message,
      providerCode: code,
      ambiguous: false,
      ...(status === 429 ? { retryAfterMs: 90_000 } : {}),
    });
  });

  test("of the table is met above, on a send, or made by ourselves", () => {
    const met = [...STATUSES.map(([, , code]) => code), "server_error", "not_authenticated"];
    const own = ["no_recipient", "price", "price_without_media", "too_old_to_delete", "mass_message_failed"];
    expect([...met, ...own].sort()).toEqual(onlyfansErrors.map(({ code }) => code).sort());
    expect(refusalRow(503, {}).code).toBe("server_error");
    expect(refusalRow(418, {}).code).toBe("bad_request");
  });

  const post = content({ kind: "post", options: {} });

  test.each([
    ["a message, not_sent", content(), 422, { message: "x", request_outcome: "not_sent" }, false],
    ["a message, not_sent with a 5xx", content(), 503, { message: "x", request_outcome: "not_sent" }, false],
    ["a message, unknown", content(), 422, { message: "x", request_outcome: "unknown" }, true],
    ["a message, nothing said", content(), 401, { message: "x" }, true],
    ["a message, an outcome nobody knows", content(), 422, { message: "x", request_outcome: "maybe" }, true],
    ["a post, refused", post, 422, { message: "x" }, false],
    ["a post, unknown", post, 422, { message: "x", request_outcome: "unknown" }, true],
    ["a post, a 5xx", post, 502, { message: "x" }, true],
    ["a post, not_sent with a 5xx", post, 502, { message: "x", request_outcome: "not_sent" }, false],
    ["a post, a page of a proxy", post, 403, "<html>", true],
  ])("of a send says whether anything may have gone out: %s", async (_, what, status, body, ambiguous) => {
    const s = set();
    const operation = what.kind === "post" ? "send_post" : "send_message";
    s.http.expectCall({ operation }).reply(status, body);
    await expect(step(s, { content: what, handles: ready })).rejects.toMatchObject({ ambiguous });
  });

  test("a wire that broke is in doubt, one that never stood is not", async () => {
    const s = set();
    s.http.expectCall({ operation: "send_message" }).fail(lostAnswer("onlyfans", "send_message"));
    await expect(step(s, { handles: ready })).rejects.toMatchObject({ ambiguous: true });
    s.http.expectCall({ operation: "send_message" }).fail(refusedConnection("onlyfans", "send_message"));
    await expect(step(s, { handles: ready })).rejects.toMatchObject({ ambiguous: false });
  });

  test("an answer without an id is in doubt", async () => {
    const s = set();
    s.http.expectCall({ operation: "send_message" }).reply(200, { data: {} });
    await expect(step(s, { handles: ready })).rejects.toMatchObject({ ambiguous: true });
  });
});

describe("asking what became of it", () => {
  const armedAt = new Date("2026-03-02T10:00:05Z");
  const ask = (s: ReturnType<typeof set>, more: Partial<PublishContext> = {}) =>
    s.platform.publish.reconcile({ content: content(), session, handles: ready, armedAt, ...more });
  const sent = (more: Record<string, unknown> = {}) => ({
    ...{ id: 7, text: "<p>Hi &amp; bye</p>", price: 0, mediaCount: 0, fromUser: { id: 1 } },
    createdAt: "2026-03-02T10:00:06+00:00",
    ...more,
  });
  const chat = (s: ReturnType<typeof set>, data: unknown[], next_page?: string, offset?: string) =>
    s.http
      .expectCall({
        operation: "list_messages",
        url: `${API}/${ACCOUNT}/chats/55/messages`,
        query: {
          ...{ limit: "100", order: "desc", skip_users: "all", fresh: "true" },
          ...(offset ? { offset } : {}),
        },
      })
      .reply(200, { data, _pagination: { next_page: next_page ?? null } });

  test("the same words, price and media since prove it", async () => {
    const s = set();
    chat(s, [sent()]);
    expect(await ask(s)).toMatchObject({ verdict: "live", live: { remoteId: "7" } });
  });

  test.each([
    ["other words", { text: "<p>Hi</p>" }],
    ["another price", { price: 5 }],
    ["other media", { mediaCount: 1 }],
    ["the fan's own words", { fromUser: { id: 55 } }],
    ["an earlier message", { createdAt: "2026-03-02T09:50:00+00:00" }],
  ])("%s do not", async (_, more) => {
    const s = set();
    chat(s, [sent(more)]);
    expect(await ask(s)).toMatchObject({ verdict: "not-happened" });
  });

  test("two that fit, or a list that ends too early, leave it open", async () => {
    const s = set();
    chat(s, [sent(), sent({ id: 8 })]);
    expect(await ask(s)).toMatchObject({ verdict: "pending" });
    for (let page = 0; page < 10; page++) {
      const next = `https://api.test/api/acct_1/chats/55/messages?limit=100&offset=${page + 1}00`;
      chat(s, [sent({ id: 100 + page, text: "other" })], next, page === 0 ? undefined : `${page}00`);
    }
    expect(await ask(s)).toMatchObject({ verdict: "pending", evidence: "onlyfans.list_too_short" });
    s.http.assertDone();
  });

  test("what stands behind a page of others is found, also where it moved onto both", async () => {
    const s = set();
    const next = "https://api.test/api/acct_1/chats/55/messages?limit=100&offset=100";
    chat(s, [sent({ id: 8, text: "other" }), sent()], next);
    chat(s, [sent(), sent({ id: 9, createdAt: "2026-03-02T09:00:00+00:00" })], undefined, "100");
    expect(await ask(s)).toMatchObject({ verdict: "live", live: { remoteId: "7" } });
    s.http.assertDone();
  });

  test("after a day the key prevents nothing, so nobody sends again unasked", async () => {
    const s = set();
    await s.clock.advance(0);
    s.clock.set(new Date(Date.parse(since) + 23.5 * 3_600_000));
    chat(s, []);
    expect(await ask(s)).toMatchObject({ verdict: "pending", evidence: "onlyfans.key_expired" });
  });

  test("a queue that was stopped has failed, one that moves is on its way", async () => {
    const handles = { ...ready, queueId: "777" };
    const what = content({ options: { to: "[VIPs] (12)" } });
    for (const [data, verdict] of [
      [{ isDone: false }, "accepted"],
      [{ isCanceled: true }, "failed"],
      [{ hasError: true }, "failed"],
    ] as const) {
      const s = set();
      answers(s.http, "mass_message_status", data);
      expect(await ask(s, { content: what, handles })).toMatchObject({ verdict });
    }
  });
});
