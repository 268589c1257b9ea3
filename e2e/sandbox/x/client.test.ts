import { createHmac } from "node:crypto";
import type { ApiResponseError, TwitterApi } from "twitter-api-v2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixture } from "../testing/app-double.ts";
import { eventually, request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { appClient, CLIENT, consentTo, login, redirectUri, SCOPES, userClient } from "../testing/x.ts";

/** The sandbox judged by `twitter-api-v2`, a client nobody here wrote. */

let sandbox: TestSandbox;
let maya: TwitterApi;
let refreshToken: string;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  const connected = await login(sandbox);
  maya = connected.client;
  refreshToken = connected.refreshToken ?? "";
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const effects = () => sandbox.control.effects({ network: "x" });
const refused = (call: Promise<unknown>): Promise<ApiResponseError> =>
  call.then(
    () => Promise.reject(new Error("was not refused")),
    (error: ApiResponseError) => error,
  );

describe("login", () => {
  test("a login gives two hours, every scope asked for, and the person", async () => {
    const { client, expiresIn, scope } = await login(sandbox, "jonasbakes");
    expect(expiresIn).toBe(7_200);
    expect(scope.sort()).toEqual([...SCOPES].sort());
    expect(
      (await client.v2.me({ "user.fields": ["verified", "protected", "public_metrics"] })).data,
    ).toMatchObject({
      id: "48213377",
      username: "jonasbakes",
      verified: false,
      protected: false,
      public_metrics: { followers_count: 8_931 },
    });
  });

  test("without offline.access there is no refresh token", async () => {
    const { refreshToken: none } = await login(sandbox, "mayadelorme", ["tweet.read", "users.read"]);
    expect(none).toBeUndefined();
  });

  test("a refresh token opens once, and a second use is noted", async () => {
    const renewed = await appClient(sandbox).refreshOAuth2Token(refreshToken);
    expect((await renewed.client.v2.me()).data.username).toBe("mayadelorme");
    expect(renewed.refreshToken).not.toBe(refreshToken);
    const error = await refused(appClient(sandbox).refreshOAuth2Token(refreshToken));
    expect(error.code).toBe(400);
    expect(error.data).toMatchObject({
      error: "invalid_request",
      error_description: "Value passed for the token was invalid.",
    });
    const journal = await sandbox.control.journal({ network: "x", operation: "refresh" });
    expect(journal.at(-1)?.note).toContain("reuse");
  });

  test("a code lives thirty seconds and opens once", async () => {
    const client = appClient(sandbox);
    const { url, codeVerifier } = client.generateOAuth2AuthLink(redirectUri(sandbox), { scope: SCOPES });
    const trade = async (waitMs: number) => {
      const code = (await consentTo(sandbox, url)).searchParams.get("code") ?? "";
      await sandbox.control.clock({ advanceMs: waitMs });
      const again = () => client.loginWithOAuth2({ code, codeVerifier, redirectUri: redirectUri(sandbox) });
      return { first: await again().catch((error) => error), second: await refused(again()) };
    };
    const quick = await trade(20_000);
    expect(quick.first.accessToken).toMatch(/^sbx-x-at-/);
    expect(quick.second.code).toBe(400);
    expect((await trade(31_000)).first.data.error).toBe("invalid_request");
  });

  test("a challenge that does not fit, or a secret that is wrong, opens nothing", async () => {
    const client = appClient(sandbox);
    const { url } = client.generateOAuth2AuthLink(redirectUri(sandbox), { scope: SCOPES });
    const code = (await consentTo(sandbox, url)).searchParams.get("code") ?? "";
    const form = {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri(sandbox),
      code_verifier: "a".repeat(43),
    };
    const token = `${sandbox.url}/api.x.com/2/oauth2/token`;
    const ask = (authorization: string) =>
      request(token, { method: "POST", body: new URLSearchParams(form), headers: { authorization } });
    expect((await ask(`Basic ${btoa("sandbox-x-app:wrong")}`)).status).toBe(401);
    expect((await ask(`Basic ${btoa("sandbox-x-app:sandbox-x-secret-0123456789abcdef")}`)).status).toBe(400);
  });

  test("whoever denies is sent back with access_denied", async () => {
    const { url } = appClient(sandbox).generateOAuth2AuthLink(redirectUri(sandbox), {
      scope: SCOPES,
      state: "S",
    });
    const authorizeUrl = url.replace("https:/", sandbox.url);
    const back = await sandbox.control.consent({ authorizeUrl, decision: "deny" });
    expect(back).toBe(`${redirectUri(sandbox)}?error=access_denied&state=S`);
  });

  test("revoking ends both tokens", async () => {
    const fresh = await appClient(sandbox).refreshOAuth2Token(refreshToken);
    await appClient(sandbox).revokeOAuth2Token(fresh.accessToken);
    expect((await refused(fresh.client.v2.me())).code).toBe(401);
    expect((await refused(appClient(sandbox).refreshOAuth2Token(fresh.refreshToken ?? ""))).code).toBe(400);
  });
});

describe("posts", () => {
  test("a post is public at once, its links are shortened, its letters escaped", async () => {
    const { data } = await maya.v2.tweet("Tea & <clay> at https://example.com/kiln?a=1 & example.org");
    expect(BigInt(data.id)).toBeGreaterThan(2n ** 53n);
    expect(data.text).toMatch(
      /^Tea &amp; &lt;clay&gt; at https:\/\/t\.co\/\w{10} &amp; https:\/\/t\.co\/\w{10}$/,
    );
    const shown = await maya.v2.singleTweet(data.id, {
      "tweet.fields": ["entities", "created_at", "author_id"],
    });
    expect(shown.data.author_id).toBe("1724458902113849344");
    expect(shown.data.entities?.urls.map(({ expanded_url }) => expanded_url)).toEqual([
      "https://example.com/kiln?a=1",
      "http://example.org",
    ]);
    expect(await effects()).toMatchObject([{ kind: "post", remoteId: data.id, mediaCount: 0 }]);
    const page = await (await fetch(`${sandbox.url}/x.com/mayadelorme/status/${data.id}`)).text();
    expect(page).toContain("example.org");
  });

  test("a thread hangs together, and a visitor reads it in order", async () => {
    const parts = await maya.v2.tweetThread(["First, wedge the clay.", "Then centre it.", "Then breathe."]);
    const ids = parts.map(({ data }) => data.id);
    const last = await maya.v2.singleTweet(ids[2] ?? "", {
      "tweet.fields": ["conversation_id", "referenced_tweets"],
    });
    expect(last.data).toMatchObject({
      conversation_id: ids[0],
      referenced_tweets: [{ type: "replied_to", id: ids[1] }],
    });
    const page = await (await fetch(`${sandbox.url}/x/@mayadelorme/status/${ids[0]}`)).text();
    expect(page.indexOf("First")).toBeLessThan(page.indexOf("centre"));
    expect(page.indexOf("centre")).toBeLessThan(page.indexOf("breathe"));
  });

  test("the author's list is newest first, in pages, from a post or a time on, late if the settings say so", async () => {
    const ids: string[] = [];
    for (let post = 1; post <= 7; post += 1)
      ids.unshift((await maya.v2.tweet(`Bowl number ${post}`)).data.id);
    const me = (await maya.v2.me()).data.id;
    const paged = await maya.v2.userTimeline(me, { max_results: 5 });
    expect(paged.tweets.map(({ id }) => id)).toEqual(ids.slice(0, 5));
    await paged.fetchNext();
    expect(paged.tweets.map(({ id }) => id)).toEqual(ids);
    const since = await maya.v2.userTimeline(me, { since_id: ids[2], max_results: 5 });
    expect(since.tweets.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    await sandbox.control.settings({ network: "x", listingDelayMs: 60_000 });
    const none = await maya.v2.userTimeline(me, { max_results: 5 });
    expect(none.data.data).toBeUndefined();
    await sandbox.control.clock({ advanceMs: 61_000 });
    expect((await maya.v2.userTimeline(me, { max_results: 5 })).tweets).toHaveLength(5);
  });

  test("a deleted post is gone for everybody; only its author deletes it", async () => {
    const { data } = await maya.v2.tweet("Cracked glaze");
    const jonas = (await login(sandbox, "jonasbakes")).client;
    expect((await refused(jonas.v2.deleteTweet(data.id))).code).toBe(403);
    expect((await maya.v2.deleteTweet(data.id)).data.deleted).toBe(true);
    expect((await maya.v2.singleTweet(data.id)).errors?.[0]?.type).toMatch(/resource-not-found$/);
    expect((await refused(maya.v2.deleteTweet(data.id))).code).toBe(404);
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "delete"]);
    expect((await fetch(`${sandbox.url}/x/@mayadelorme/status/${data.id}`)).status).toBe(404);
  });
});

describe("webhooks", () => {
  const verified = (signature: unknown, body: string) =>
    signature === `sha256=${createHmac("sha256", CLIENT.clientSecret).update(body).digest("base64")}`;

  test("a deletion and a removed app are told, signed with the app's secret", async () => {
    sandbox.app.webhooks.length = 0;
    const { data } = await maya.v2.tweet("Soon gone");
    await maya.v2.deleteTweet(data.id);
    await sandbox.control.account("x", "mayadelorme", { revoke: true });
    expect((await refused(maya.v2.me())).code).toBe(401);
    const received = await eventually(
      () => sandbox.app.webhooks.filter(({ path }) => path === "/api/webhooks/x"),
      (all) => all.length === 2,
    );
    expect(
      received.every(({ headers, body }) => verified(headers["x-twitter-webhooks-signature"], body)),
    ).toBe(true);
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { tweet_delete_events: [{ status: { id: data.id } }] },
      { user_event: { revoke: { source: { user_id: "1724458902113849344" } } } },
    ]);
  });
});

describe("refusals", () => {
  test("the same words twice: 403 in words alone", async () => {
    await maya.v2.tweet("Twice is once too often");
    const error = await refused(maya.v2.tweet("Twice is  once too often "));
    expect(error.code).toBe(403);
    expect(error.data).toEqual({
      detail: "You are not allowed to create a Tweet with duplicate content.",
      type: "about:blank",
      title: "Forbidden",
      status: 403,
    });
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    const later = await login(sandbox);
    expect((await later.client.v2.tweet("Twice is once too often")).data.id).toBeDefined();
  });

  test("a text of 281, and one of 280 with wide letters", async () => {
    expect((await refused(maya.v2.tweet("x".repeat(281)))).code).toBe(403);
    expect((await refused(maya.v2.tweet("語".repeat(141)))).code).toBe(403);
    expect((await maya.v2.tweet("語".repeat(140))).data.id).toBeDefined();
  });

  test("a reply to nothing, a field nobody knows, a token without the scope", async () => {
    expect((await refused(maya.v2.reply("Hello?", "1"))).data.detail).toContain("deleted or not visible");
    const unknown = await refused(maya.v2.post("tweets", { text: "a", colour: "red" }));
    expect(unknown.data.type).toBe("https://api.x.com/2/problems/invalid-request");
    const reader = (await login(sandbox, "mayadelorme", ["tweet.read", "users.read"])).client;
    expect((await refused(reader.v2.tweet("May I?"))).data).toMatchObject({
      status: 403,
      detail: "Forbidden",
    });
  });

  test("a token of two hours ago", async () => {
    await sandbox.control.clock({ advanceMs: 2 * 3_600_000 });
    const error = await refused(maya.v2.me());
    expect(error.data).toEqual({
      title: "Unauthorized",
      type: "about:blank",
      status: 401,
      detail: "Unauthorized",
    });
    expect((await refused(userClient(sandbox, "nonsense").v2.me())).code).toBe(401);
  });

  test("limits count down in headers the client reads, and end in 429", async () => {
    await sandbox.control.settings({ network: "x", quota: 2 });
    await maya.v2.tweet("One");
    const { rateLimit } = await maya.v2.post("tweets", { text: "Two" }, { fullResponse: true });
    expect(rateLimit).toMatchObject({
      limit: 100,
      remaining: 98,
      userDay: { limit: 2, remaining: 0 },
      day: { limit: 10_000, remaining: 9_998 },
    });
    const error = await refused(maya.v2.tweet("Three"));
    expect(error.rateLimitError).toBe(true);
    expect(error.rateLimit?.userDay?.reset).toBeGreaterThan(Date.now() / 1000 + 86_000);
    await sandbox.control.clock({ advanceMs: 24 * 3_600_000 + 1_000 });
    expect((await (await login(sandbox)).client.v2.tweet("Three")).data.id).toBeDefined();
  });
});

describe("media", () => {
  test("pictures in segments, described, on one post", async () => {
    const picture = fixture("portrait-1080x1350.jpg");
    const first = await maya.v2.uploadMedia(picture, { media_type: "image/jpeg" }, 20_000);
    const second = await maya.v2.uploadMedia(fixture("square-640.png"), { media_type: "image/png" });
    await maya.v2.createMediaMetadata(first, { alt_text: { text: "A cup on a sill" } });
    const { data } = await maya.v2.tweet("Two cups", { media: { media_ids: [first, second] } });
    expect(data.text).toMatch(/^Two cups https:\/\/t\.co\/\w{10}$/);
    const [effect] = await effects();
    expect(effect).toMatchObject({ mediaCount: 2, media: [{ bytes: picture.length }, {}] });
    const page = await (await fetch(`${sandbox.url}/x/@mayadelorme/status/${data.id}`)).text();
    expect(page).toContain('alt="A cup on a sill"');
  });

  test("a video is processed before it may be posted", async () => {
    await sandbox.control.settings({ network: "x", processingMs: 50_000 });
    const id = await maya.v2.uploadMedia(
      fixture("reel-1080x1920-3s.mp4"),
      { media_type: "video/mp4" },
      50_000,
    );
    const { data } = await maya.v2.tweet("Turning", { media: { media_ids: [id] } });
    expect(await effects()).toMatchObject([{ remoteId: data.id, media: [{ contentType: "video/mp4" }] }]);
    const states = await sandbox.control.journal({ network: "x", operation: "media_status" });
    expect(states.length).toBeGreaterThan(0);
  });

  test("a video X cannot read ends in failed, with a name", async () => {
    const broken = maya.v2.uploadMedia(fixture("truncated.mp4"), { media_type: "video/mp4" });
    await expect(broken).rejects.toThrow("file is currently unsupported");
  });

  test("an upload that is unfinished, somebody else's, or a day old, is no medium", async () => {
    const upload = () => maya.v2.uploadMedia(fixture("square-1080.jpg"), { media_type: "image/jpeg" });
    const id = await upload();
    const jonas = (await login(sandbox, "jonasbakes")).client;
    const take = (by: TwitterApi, media: string) =>
      refused(by.v2.tweet("Mine", { media: { media_ids: [media] } }));
    expect((await take(jonas, id)).data.errors?.[0]).toMatchObject({
      message: "Your media IDs are invalid.",
    });
    await sandbox.control.clock({ advanceMs: 24 * 3_600_000 });
    expect((await take((await login(sandbox)).client, id)).code).toBe(400);
  });

  test("segments that do not add up are refused", async () => {
    const opened = await maya.v2.post("media/upload/initialize", {
      media_type: "image/jpeg",
      media_category: "tweet_image",
      total_bytes: 10,
    });
    const error = await refused(maya.v2.post(`media/upload/${opened.data.id}/finalize`));
    expect(error.data.errors?.[0]).toMatchObject({
      message: "Segments do not add up to provided total file size.",
    });
  });

  test("a restart in the middle of processing changes nothing", async () => {
    await sandbox.control.settings({ network: "x", processingMs: 60_000 });
    const upload = maya.v2.uploadMedia(fixture("reel-1080x1920-3s.mp4"), { media_type: "video/mp4" });
    const finalized = () => sandbox.control.journal({ network: "x", operation: "media_status" });
    await eventually(finalized, (entries) => entries.length > 0);
    await sandbox.restart();
    const id = await upload;
    expect((await maya.v2.tweet("After the restart", { media: { media_ids: [id] } })).data.id).toBeDefined();
  });
});
