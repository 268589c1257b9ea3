import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixture } from "../testing/app-double.ts";
import {
  eventually,
  type JsonAnswer,
  request,
  type TestSandbox,
  testSandbox,
} from "../testing/test-sandbox.ts";
import { EMPTY_TEAM_KEY, SECOND_TEAM_KEY } from "./accounts.ts";
import { onlyfans } from "./network.ts";

/** The double of the partner against its documentation. */

const { clientId: KEY = "", clientSecret: SECRET = "" } = onlyfans.clients.partner ?? {};
const MAYA = "acct_8f21c07d5ab94e13";
const FAN = 412_000_170;
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "onlyfans", rateLimits: false });
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

interface Call {
  method?: string;
  json?: unknown;
  body?: FormData;
  key?: string;
  headers?: Record<string, string>;
}

const call = (
  path: string,
  { method, json, body, key = KEY, headers = {} }: Call = {},
): Promise<JsonAnswer> =>
  request(`${sandbox.url}/app.onlyfansapi.com/api${path}`, {
    method: method ?? (json === undefined && body === undefined ? "GET" : "POST"),
    headers: {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(json === undefined ? (body ? { body } : {}) : { body: JSON.stringify(json) }),
  });
const account = (path: string, options?: Call) => call(`/${MAYA}${path}`, options);
const send = (json: unknown, idempotencyKey?: string) =>
  account(`/chats/${FAN}/messages`, {
    json,
    headers: idempotencyKey ? { "idempotency-key": idempotencyKey } : {},
  });
const effects = () => sandbox.control.effects({ network: "onlyfans" });

async function upload(): Promise<string> {
  const body = new FormData();
  body.append("file", new Blob([new Uint8Array(fixture("portrait-1080x1350.jpg"))]), "a.jpg");
  return (await account("/media/upload", { body })).string("prefixed_id");
}

describe("keys, accounts and credits", () => {
  test("accounts are a bare list, everything else has its envelope", async () => {
    expect(Array.isArray((await call("/accounts")).body)).toBe(true);
    const me = await account("/me");
    expect(me.at("_meta._credits")).toMatchObject({ used: 1, balance: 9_999 });
    expect(me.at("_meta._rate_limits")).toMatchObject({ limit_minute: 60, limit_day: null });
  });

  test.each([
    ["no key", "/accounts", "nonsense", 401],
    ["another team's account", `/${MAYA}/me`, SECOND_TEAM_KEY, 404],
    ["no credits", `/${MAYA}/me`, EMPTY_TEAM_KEY, 402],
    ["an account not signed in", "/acct_b7715e0a94d84c20/me", KEY, 403],
    ["a path nobody knows", `/${MAYA}/nothing`, KEY, 404],
  ])("%s is refused", async (_, path, key, status) => {
    expect((await call(path, { key })).status).toBe(status);
  });

  test("a list is answered from the cache for nothing, until it is asked for fresh", async () => {
    await account("/posts");
    await account("/posts", { json: { text: "Hello" } });
    const cached = await account("/posts");
    expect([cached.at("_meta._cache.is_cached"), cached.at("data.list")]).toEqual([true, []]);
    expect(cached.at("_meta._credits.used")).toBe(0);
    expect((await account("/posts?fresh=true")).text).toContain("Hello");
  });

  test("the sixty-first request of a minute is refused with a time to come back", async () => {
    await sandbox.control.settings({ network: "onlyfans", rateLimits: true });
    const answers = await Promise.all(Array.from({ length: 70 }, () => call("/accounts")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("sending", () => {
  test("the same key with the same payload answers what was retained; another payload is refused", async () => {
    const first = await send({ text: "Hi" }, "key-1");
    const again = await send({ text: "Hi" }, "key-1");
    expect(again.at("data.id")).toBe(first.at("data.id"));
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await send({ text: "Ho" }, "key-1")).status).toBe(409);
    expect(await effects()).toHaveLength(1);
  });

  test("a key is forgotten after a day, and without one twice is twice", async () => {
    await send({ text: "Hi" }, "key-1");
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    await send({ text: "Hi" }, "key-1");
    await send({ text: "Hi" });
    expect(await effects()).toHaveLength(3);
  });

  test("what was retained outlives a restart", async () => {
    const first = await send({ text: "Hi" }, "key-1");
    await sandbox.restart();
    expect((await send({ text: "Hi" }, "key-1")).at("data.id")).toBe(first.at("data.id"));
    expect(await effects()).toHaveLength(1);
  });

  test("an id of media is good once, for posts and messages alike", async () => {
    const id = await upload();
    expect((await account("/posts", { json: { text: "One", mediaFiles: [id] } })).status).toBe(200);
    const again = await send({ text: "Two", mediaFiles: [id] });
    expect([again.status, again.at("request_outcome")]).toEqual([422, "not_sent"]);
    expect(again.text).toContain("already been used");
    expect(await effects()).toHaveLength(1);
  });

  test.each([
    ["a price without media", { text: "x", price: 5 }],
    ["a price too low", { text: "x", price: 2.99, mediaFiles: ["ofapi_media_none"] }],
    ["no text and no media", { text: " " }],
    ["media nobody uploaded", { text: "x", mediaFiles: ["ofapi_media_none"] }],
    ["banned words", { text: "a forbiddenword" }],
  ])("%s is refused with nothing sent", async (_, json) => {
    const answer = await send(json);
    expect([answer.status, answer.at("request_outcome")]).toEqual([422, "not_sent"]);
    expect(await effects()).toEqual([]);
  });

  test("a text comes back as markup, escaped", async () => {
    expect((await send({ text: "a < b & c\nd" })).at("data.text")).toBe("<p>a &lt; b &amp; c<br />\nd</p>");
  });

  test("a message to a list is done after a while, also across a restart", async () => {
    const answer = await account("/mass-messaging", { json: { text: "All", userLists: [900_001] } });
    expect(answer.at("data.isDone")).toBe(false);
    const id = String(answer.at("data.id"));
    await sandbox.restart();
    await eventually(
      () => account(`/mass-messaging/${id}?fresh=true`),
      (status) => status.at("data.isDone") === true,
    );
    expect((await account("/mass-messaging/overview?fresh=true")).text).toContain('"rawText":"All"');
  });

  test("a file that is neither picture nor video is refused, and so is none", async () => {
    const body = new FormData();
    body.append("file", new Blob(["words"]), "a.txt");
    expect((await account("/media/upload", { body })).status).toBe(422);
    expect((await account("/media/upload", { body: new FormData() })).status).toBe(422);
    expect(
      (await account("/media/upload", { json: { file_url: "https://elsewhere.test/a.jpg" } })).status,
    ).toBe(422);
  });
});

describe("webhooks and pages", () => {
  test("a message is told, signed over its bytes, at the address the partner was given", async () => {
    await send({ text: "Hi" });
    const [delivery] = await eventually(
      () => sandbox.control.webhooks("onlyfans"),
      (all) => all.some(({ state }) => state === "delivered"),
    );
    expect(delivery?.event).toBe("messages.sent");
    const received = sandbox.app.webhooks.find(({ path }) => path === "/api/onlyfans/webhooks");
    const expected = createHmac("sha256", SECRET)
      .update(received?.body ?? "")
      .digest("hex");
    expect(received?.headers.signature).toBe(expected);
    expect(received?.headers["x-ofapi-idempotency-key"]).toMatch(/^evt_[0-9a-f]{40}$/);
  });

  test("a session that ends is told, and a person signs in again on the page", async () => {
    await sandbox.control.account("onlyfans", MAYA, { revoke: true });
    expect((await account("/me")).status).toBe(403);
    await fetch(`${sandbox.url}/onlyfans/sign-in`, {
      method: "POST",
      body: new URLSearchParams({ account: MAYA }),
      redirect: "manual",
    });
    expect((await account("/me")).status).toBe(200);
    const told = (await sandbox.control.webhooks("onlyfans")).map(({ event }) => event);
    expect(told).toEqual(["accounts.session_expired", "accounts.reconnected"]);
  });

  test("visitors see posts and chats, and nothing that was deleted", async () => {
    const post = await account("/posts", { json: { text: "Seen <b>by</b> all" } });
    const page = async () => (await fetch(`${sandbox.url}/onlyfans`)).text();
    expect(await page()).toContain("Seen &lt;b&gt;by&lt;/b&gt; all");
    await account(`/posts/${String(post.at("data.id"))}`, { method: "DELETE" });
    expect(await page()).not.toContain("Seen &lt;b&gt;");
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "delete"]);
    expect((await fetch(`${sandbox.url}/onlyfans/chat/${FAN}`)).status).toBe(200);
  });
});
