import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { networkContract } from "#e2e/support/network-contract.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import { platformContract } from "../platform.contract.ts";
import { counter } from "./count.ts";
import { mastodon } from "./mastodon.ts";

platformContract(mastodon, {
  handles: ["media:0", "ready:0", "key:0", "status:0", "url:0", "key:1", "status:1", "polls"],
});

networkContract({
  id: "mastodon",
  flavor: "oauth2",
  account: "maya",
  media: {
    text: [],
    images: ["portrait-1080x1350.jpg", "square-1080.jpg"],
    video: ["reel-1080x1920-3s.mp4"],
  },
  irreversible: [
    { kind: "text", operation: "create_status" },
    { kind: "images", operation: "create_status" },
    { kind: "video", operation: "create_status" },
  ],
});

describe("characters", () => {
  test.each([
    ["abc", 3],
    ["é👩‍👩‍👧🇫🇷", 3],
    [`see https://example.com/${"a".repeat(200)}, yes`, 4 + 23 + 5],
    ["http://a.co", 23],
    ["thanks @maya@mastodon.social!", 13],
    ["mail me at maya@example.com", 27],
    ["www.example.com is no link", 26],
  ])("%j counts %i", (text, length) => {
    expect(counter.count(text)).toBe(length);
  });
});

const urls = { server: "https://social.example" };
const session = {
  flavor: "oauth2",
  externalId: "7",
  accessToken: "t",
  scopes: ["profile", "read:statuses"],
  meta: {},
};
const content = {
  kind: "text",
  text: "Kiln & <clay> @maya@kiln.example\n\nhttps://a.co/b",
  media: [],
  options: {},
};
const armedAt = new Date("2026-03-01T12:00:00Z");

function scripted() {
  const http = strictHttp();
  const clients = { oauth2: { clientId: "id", clientSecret: "s3cret" } };
  const platform = mastodon.create({ http, clock: testClock(armedAt), log: silentLog(), clients, urls });
  return { http, platform };
}

describe("calls", () => {
  test("a post carries its key, its options and what it answers to", async () => {
    const { http, platform } = scripted();
    const options = { visibility: "unlisted", spoiler_text: "Clay", language: "en" };
    const context = {
      session,
      content: { ...content, parts: ["one", "two"], options },
      handles: { "status:0": "11", "key:1": "k-1" },
    };
    http
      .expectCall({
        operation: "create_status",
        method: "POST",
        url: "https://social.example/api/v1/statuses",
        headers: { "idempotency-key": "k-1", authorization: "Bearer t" },
        json: { status: "two", in_reply_to_id: "11", ...options },
        idempotent: false,
      })
      .reply(200, '{"id":109384512745093817,"url":"https://social.example/@maya/12"}');
    const step = platform.publish.plan(context);
    expect(step.type === "commit" && (await step.run())).toEqual({
      settled: true,
      live: { remoteId: "109384512745093817", remoteUrl: "https://social.example/@maya/12" },
      handles: { "status:1": "109384512745093817", "url:1": "https://social.example/@maya/12" },
    });
    http.assertDone();
  });

  test.each([
    [401, "The access token is invalid", { code: "NEEDS_RECONNECT", params: { reason: "token_invalid" } }],
    [403, "This action is outside the authorized scopes", { code: "PERMISSION_MISSING" }],
    [403, "Your login is currently disabled", { userMessage: "MASTODON_SUSPENDED" }],
    [403, "This action is not allowed", { code: "FORBIDDEN", retryable: false }],
    [404, "Record not found", { code: "NOT_FOUND" }],
    [422, "Validation failed: Text can't be blank", { userMessage: "MASTODON_BLANK" }],
    [422, "Validation failed: Text character limit of 500 exceeded", { userMessage: "MASTODON_TOO_LONG" }],
    [
      422,
      "Cannot attach files that have not finished processing. Try again in a moment!",
      { retryable: true },
    ],
    [422, "Cannot attach more than 4 files", { userMessage: "MASTODON_MEDIA_MIXED" }],
    [422, "Validation échouée", { code: "CONTENT_REJECTED", userMessage: "MASTODON_REFUSED" }],
    [429, "Too many requests", { code: "RATE_LIMITED", retryable: true, retryAfterMs: 240_000 }],
  ])("%i «%s» is said to a person, and proves that nothing happened", async (status, error, expected) => {
    const { http, platform } = scripted();
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-03-01T12:04:00.000Z" };
    http.expectCall({ operation: "create_status" }).reply(status, { error }, status === 429 ? headers : {});
    const step = platform.publish.plan({ session, content, handles: { "key:0": "k" } });
    const failure = step.type === "commit" ? step.run() : Promise.resolve();
    await expect(failure).rejects.toMatchObject({ ambiguous: false, ...expected });
  });

  test("a refusal that Mastodon did not write proves nothing", async () => {
    const { http, platform } = scripted();
    http.expectCall({ operation: "create_status" }).reply(403, "<html>blocked</html>");
    const step = platform.publish.plan({ session, content, handles: { "key:0": "k" } });
    await expect(step.type === "commit" && step.run()).rejects.toMatchObject({ ambiguous: true });
  });
});

describe("what became of a lost post", () => {
  const listed = (id: string, more: object = {}) => ({
    id,
    created_at: "2026-03-01T12:00:05.000Z",
    url: `https://social.example/@maya/${id}`,
    in_reply_to_id: null,
    content:
      '<p>Kiln &amp; &lt;clay&gt; <span class="h-card"><a href="https://kiln.example/@maya">@<span>maya</span></a></span></p><p><a href="https://a.co/b"><span class="invisible">https://</span><span>a.co/b</span></a></p>',
    spoiler_text: "",
    media_attachments: [],
    ...more,
  });
  const ask = async (...statuses: object[]) => {
    const { http, platform } = scripted();
    http.expectCall({ operation: "list_statuses" }).reply(200, statuses);
    if (statuses.length > 0) http.expectCall({ operation: "list_statuses" }).reply(200, []);
    return platform.publish.reconcile({ session, content, handles: { "key:0": "k" }, armedAt });
  };

  test("the same words since then are ours, however Mastodon dressed them", async () => {
    expect(await ask(listed("12"))).toMatchObject({ verdict: "live", live: { remoteId: "12" } });
  });

  test.each([
    ["other words", listed("12", { content: "<p>Kiln</p>" })],
    ["a reply to something else", listed("12", { in_reply_to_id: "3" })],
    ["another warning", listed("12", { spoiler_text: "Clay" })],
    ["files", listed("12", { media_attachments: [{ id: "9" }] })],
  ])("%s are not", async (_what, status) => {
    expect(await ask(status)).toMatchObject({ verdict: "not-happened" });
  });

  test("two that fit are left to a person", async () => {
    expect(await ask(listed("13"), listed("12"))).toMatchObject({ verdict: "pending" });
  });

  test("a post for followers alone cannot be looked for without the permission", async () => {
    const { platform } = scripted();
    const hidden = { ...content, options: { visibility: "private" } };
    const blind = { ...session, scopes: ["profile"] };
    const verdict = await platform.publish.reconcile({
      session: blind,
      content: hidden,
      handles: {},
      armedAt,
    });
    expect(verdict).toEqual({ verdict: "pending", evidence: "mastodon.not_visible" });
  });
});
