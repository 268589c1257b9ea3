import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import {
  authorizeUrl,
  CLIENT,
  type Connected,
  codeFor,
  connect,
  createContainer,
  exchange,
  finished,
  graph,
  JONAS,
  longToken,
  MAYA,
  post,
  publish,
  statusOf,
  tokenCall,
} from "../testing/threads.ts";

const DAY = 24 * 3_600_000;
let sandbox: TestSandbox;
let maya: Connected;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  maya = await connect(sandbox);
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const effects = () => sandbox.control.effects({ network: "threads" });
const text = (words: string) => ({ media_type: "TEXT", text: words });
const image = (name = "portrait-1080x1350.jpg") => ({
  media_type: "IMAGE",
  image_url: sandbox.app.media(name),
});
const video = (name: string) => ({ media_type: "VIDEO", video_url: sandbox.app.media(name) });

describe("the consent page", () => {
  it.each([
    ["an unknown client", { client_id: "1" }, "Invalid app id"],
    ["a foreign redirect address", { redirect_uri: "https://evil.test/" }, "URL blocked"],
    ["a scope nobody knows", { scope: "threads_basic,everything" }, "Invalid scopes"],
    ["no threads_basic", { scope: "threads_content_publish" }, "Invalid scopes"],
    ["another response type", { response_type: "token" }, "Invalid request"],
  ])("shows an error in place of a redirect for %s", async (_, changes, title) => {
    const response = await fetch(authorizeUrl(sandbox, changes as Record<string, string>));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(title)]);
  });

  it("lists the profiles and permissions, in one form", async () => {
    const page = await (await fetch(authorizeUrl(sandbox))).text();
    expect(page).toContain("@maya.delorme");
    expect(page).toContain("threads_delete");
    expect(page.match(/<form/g)).toHaveLength(1);
  });
});

describe("tokens", () => {
  it("a code opens once, within an hour, for its redirect address and secret alone", async () => {
    const code = await codeFor(sandbox);
    expect((await exchange(sandbox, code, { redirect_uri: "https://x.test" })).status).toBe(400);
    expect((await exchange(sandbox, code, { client_secret: "wrong" })).at("error_type")).toBe(
      "OAuthException",
    );
    const answer = await exchange(sandbox, code);
    expect(answer.text).toContain(`"user_id":${MAYA}`);
    expect((await exchange(sandbox, code)).at("error_message")).toMatch(/has been used/);
    const late = await codeFor(sandbox);
    await sandbox.control.clock({ advanceMs: DAY / 24 });
    expect((await exchange(sandbox, late)).at("error_message")).toMatch(/expired/);
  });

  it("a short one dies after an hour, a long one after sixty days, and only a day-old one is renewed", async () => {
    const short = (await exchange(sandbox, await codeFor(sandbox))).string("access_token");
    const long = (await longToken(sandbox, short)).string("access_token");
    const renew = (access_token: string) =>
      tokenCall(sandbox, "refresh_access_token", { grant_type: "th_refresh_token", access_token });
    expect((await renew(long)).at("error.code")).toBe(10);
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await graph(sandbox, { token: short, id: MAYA }, "/me")).at("error.error_subcode")).toBe(463);
    const renewed = (await renew(long)).string("access_token");
    expect((await renew(short)).at("error.code")).toBe(190);
    await sandbox.control.clock({ advanceMs: 59 * DAY });
    expect((await graph(sandbox, { token: long, id: MAYA }, "/me")).at("error.error_subcode")).toBe(463);
    expect((await graph(sandbox, { token: renewed, id: MAYA }, "/me")).status).toBe(200);
    await sandbox.control.clock({ advanceMs: 2 * DAY });
    expect((await renew(renewed)).at("error.error_subcode")).toBe(463);
  });

  it("say what they are good for, and open nobody else's profile", async () => {
    const some = await connect(sandbox, JONAS, ["threads_basic"]);
    const facts = await graph(sandbox, some, "/debug_token", { input_token: some.token });
    expect(facts.at("data")).toMatchObject({ scopes: ["threads_basic"], user_id: JONAS, is_valid: true });
    expect((await createContainer(sandbox, some, text("hi"))).at("error.code")).toBe(10);
    const foreign = await graph(sandbox, some, `/${MAYA}/threads`);
    expect(foreign.at("error.error_subcode")).toBe(33);
    expect((await graph(sandbox, { token: "", id: "" }, "/me")).at("error.code")).toBe(104);
  });
});

describe("containers", () => {
  it("go from IN_PROGRESS to FINISHED to PUBLISHED, and the post has another id", async () => {
    await sandbox.control.settings({ network: "threads", processingMs: 30_000 });
    const created = await createContainer(sandbox, maya, image());
    const id = created.string("id");
    expect((await statusOf(sandbox, maya, id)).body).toEqual({ id, status: "IN_PROGRESS" });
    const early = await publish(sandbox, maya, id);
    expect([early.status, early.at("error.code"), early.at("error.error_subcode")]).toEqual([
      400, 24, 4279009,
    ]);
    await eventually(
      () => statusOf(sandbox, maya, id),
      (answer) => answer.at("status") === "FINISHED",
    );
    expect((await publish(sandbox, maya, id)).string("id")).not.toBe(id);
    expect((await statusOf(sandbox, maya, id)).at("status")).toBe("PUBLISHED");
  });

  it("make one post, however often they are published", async () => {
    const id = await finished(sandbox, maya, text("once"));
    const first = await publish(sandbox, maya, id);
    expect((await publish(sandbox, maya, id)).at("error.error_subcode")).toBe(4279009);
    await sandbox.control.settings({ network: "threads", republish: "same-id" });
    expect((await publish(sandbox, maya, id)).string("id")).toBe(first.string("id"));
    expect(await effects()).toHaveLength(1);
  });

  it("expire after 24 hours", async () => {
    const id = await finished(sandbox, maya, text("late"));
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await statusOf(sandbox, maya, id)).at("status")).toBe("EXPIRED");
    expect((await publish(sandbox, maya, id)).status).toBe(400);
    expect(await effects()).toEqual([]);
  });

  it.each([
    ["no text", { media_type: "TEXT" }, /text is required/],
    ["no kind", { text: "x" }, /media_type is required/],
    ["501 characters", text("a".repeat(501)), /at most 500 characters/],
    ["126 pictures, which are 504 bytes", text("😀".repeat(126)), /at most 500 characters/],
    [
      "six links",
      text([1, 2, 3, 4, 5, 6].map((n) => `https://a.test/${n}`).join(" ")),
      /LINK_LIMIT_EXCEEDED/,
    ],
    [
      "a link under a picture",
      { media_type: "IMAGE", image_url: "https://a.test/1.jpg", link_attachment: "https://a.test" },
      /media_type TEXT/,
    ],
    ["a topic with an ampersand", { ...text("x"), topic_tag: "a&b" }, /topic_tag/],
    ["an unknown audience", { ...text("x"), reply_control: "friends" }, /reply_control/],
    [
      "a picture nobody can fetch",
      { media_type: "IMAGE", image_url: "https://else.test/a.jpg" },
      /could not be fetched/,
    ],
    ["an answer to nothing", { ...text("x"), reply_to_id: "1" }, /does not exist/],
    ["one item", { media_type: "CAROUSEL", children: "1" }, /at least 2/],
  ])("are refused with %s", async (_, params, message) => {
    const answer = await createContainer(sandbox, maya, params as Record<string, string>);
    expect([answer.status, answer.at("error.message")]).toEqual([400, expect.stringMatching(message)]);
  });

  it("take 500 characters, and five links of which one is said twice", async () => {
    expect((await createContainer(sandbox, maya, text("é".repeat(500)))).status).toBe(200);
    const links = [1, 2, 3, 4, 5, 5].map((n) => `https://a.test/${n}`).join(", ");
    const more = { ...text(links), link_attachment: "https://a.test/5" };
    expect((await createContainer(sandbox, maya, more)).status).toBe(200);
  });

  it("of a broken video end in ERROR with Meta's name for it", async () => {
    const id = await finished(sandbox, maya, video("portrait-1080x1350.jpg"));
    expect((await statusOf(sandbox, maya, id)).at("error_message")).toBe("FAILED_PROCESSING_VIDEO");
    const gone = await finished(sandbox, maya, video("missing.mp4"));
    expect((await statusOf(sandbox, maya, gone)).at("error_message")).toBe("FAILED_DOWNLOADING_VIDEO");
  });

  it("with auto_publish_text are public at once", async () => {
    await createContainer(sandbox, maya, { ...text("now"), auto_publish_text: "true" });
    expect(await effects()).toMatchObject([{ text: "now" }]);
  });
});

describe("posts", () => {
  it("are counted: 250 posts and 1,000 replies a day, by what the settings say", async () => {
    await sandbox.control.settings({ network: "threads", quota: 1 });
    const root = await post(sandbox, maya, "root");
    const second = await finished(sandbox, maya, text("second"));
    expect((await publish(sandbox, maya, second)).at("error")).toMatchObject({
      code: 9,
      error_subcode: 2207042,
    });
    for (let n = 0; n < 4; n += 1) await post(sandbox, maya, `reply ${n}`, { reply_to_id: root });
    const fifth = await finished(sandbox, maya, { ...text("fifth"), reply_to_id: root });
    expect((await publish(sandbox, maya, fifth)).at("error.code")).toBe(9);
    const fields = "quota_usage,config,reply_quota_usage,reply_config,delete_quota_usage";
    const limit = await graph(sandbox, maya, `/${MAYA}/threads_publishing_limit`, { fields });
    expect(limit.at("data.0")).toEqual({
      quota_usage: 1,
      config: { quota_total: 1, quota_duration: 86_400 },
      reply_quota_usage: 4,
      reply_config: { quota_total: 4, quota_duration: 86_400 },
      delete_quota_usage: 0,
    });
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await publish(sandbox, maya, await finished(sandbox, maya, text("next day")))).status).toBe(200);
  });

  it("and replies are listed apart, newest first, and hang together", async () => {
    const root = await post(sandbox, maya, "root");
    const reply = await post(sandbox, maya, "reply", { reply_to_id: root });
    const own = await graph(sandbox, maya, `/${MAYA}/threads`, { fields: "id,text,is_reply" });
    expect(own.at("data")).toEqual([{ id: root, text: "root", is_reply: false }]);
    const replies = await graph(sandbox, maya, `/${MAYA}/replies`, { fields: "id,replied_to,root_post" });
    expect(replies.at("data")).toEqual([{ id: reply, replied_to: { id: root }, root_post: { id: root } }]);
    const below = await graph(sandbox, maya, `/${root}/conversation`, { fields: "text" });
    expect(below.at("data")).toMatchObject([{ text: "reply" }]);
  });

  it("are deleted once, a hundred a day, and replies below them stay", async () => {
    const root = await post(sandbox, maya, "root");
    const reply = await post(sandbox, maya, "reply", { reply_to_id: root });
    const gone = await graph(sandbox, maya, `/${root}`, {}, "DELETE");
    expect(gone.body).toEqual({ success: true, deleted_id: root });
    expect((await graph(sandbox, maya, `/${root}`, {}, "DELETE")).at("error.error_subcode")).toBe(33);
    expect((await graph(sandbox, maya, `/${reply}`, { fields: "text" })).at("text")).toBe("reply");
    const jonas = await connect(sandbox, JONAS);
    expect((await graph(sandbox, jonas, `/${reply}`, {}, "DELETE")).at("error.error_subcode")).toBe(33);
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "post", "delete"]);
  });

  it("tell the usage in Meta's headers, and throttle with code 4 once it is spent", async () => {
    const { headers } = await graph(sandbox, maya, "/me");
    expect(headers.get("x-business-use-case-usage")).toContain(`"${MAYA}":[{"type":"threads"`);
    const fault = { kind: "status", status: 429 } as const;
    await sandbox.control.fault({ network: "threads", operation: "me", fault });
    expect((await graph(sandbox, maya, "/me")).at("error.code")).toBe(4);
  });
});

describe("webhooks", () => {
  const received = (count: number) =>
    eventually(
      () => sandbox.app.webhooks,
      (webhooks) => webhooks.length >= count,
    );
  beforeEach(() => void sandbox.app.webhooks.splice(0));

  it("tell of publications, replies, mentions and deletions, signed over the bytes they have", async () => {
    await connect(sandbox, JONAS);
    const root = await post(sandbox, maya, "Thank you, @jonas.bakes – é");
    await sandbox.control.comment({ network: "threads", postId: root, text: "Lovely" });
    await graph(sandbox, maya, `/${root}`, {}, "DELETE");
    const webhooks = await received(4);
    for (const { headers, body } of webhooks) {
      const digest = createHmac("sha256", CLIENT.clientSecret).update(body).digest("hex");
      expect(headers["x-hub-signature-256"]).toBe(`sha256=${digest}`);
    }
    const told = webhooks.map(
      ({ body }) => JSON.parse(body) as { topic: string; target_id: string; values: { field: string } },
    );
    const shape = told.map(({ topic, target_id, values }) => `${values.field} ${topic} ${target_id}`);
    expect(shape.sort()).toEqual([
      `delete moderate ${root}`,
      `mentions interaction ${JONAS}`,
      `publish interaction ${MAYA}`,
      `replies moderate ${root}`,
    ]);
    expect(webhooks.map(({ body }) => body).join()).toContain("\\u00e9");
  });

  it("say nothing of private profiles' replies, nor of what was not allowed", async () => {
    const theo = await connect(sandbox, "25107739460092337");
    const hidden = await post(sandbox, theo, "at home");
    await sandbox.control.comment({ network: "threads", postId: hidden, text: "hello" });
    const jonas = await connect(sandbox, JONAS, ["threads_basic", "threads_content_publish"]);
    const open = await post(sandbox, jonas, "bread");
    await sandbox.control.comment({ network: "threads", postId: open, text: "hello" });
    expect((await sandbox.control.webhooks("threads")).map(({ event }) => event)).toEqual([
      "publish",
      "publish",
    ]);
  });

  it("go to the uninstall callback as a signed request when a person removes the app", async () => {
    await sandbox.control.account("threads", "maya.delorme", { revoke: true });
    const [delivery] = await received(1);
    const [, signature = "", payload = ""] =
      /^signed_request=([\w-]+)\.([\w-]+)$/.exec(delivery?.body ?? "") ?? [];
    expect(createHmac("sha256", CLIENT.clientSecret).update(payload).digest("base64url")).toBe(signature);
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ user_id: MAYA });
    expect(delivery?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect((await graph(sandbox, maya, "/me")).at("error.error_subcode")).toBe(458);
  });
});

describe("the visitor's page", () => {
  it("shows a chain from top to bottom, lets visitors reply, and forgets what is deleted", async () => {
    const root = await post(sandbox, maya, "one <b>");
    const second = await post(sandbox, maya, "two", { reply_to_id: root });
    const address = (await graph(sandbox, maya, `/${root}`, { fields: "permalink" })).string("permalink");
    const body = new URLSearchParams({ username: "a.fan", text: "three" });
    await fetch(`${address}/replies`, { method: "POST", body });
    const page = await (await fetch(address)).text();
    expect(page).toContain("one &lt;b&gt;");
    expect(page.indexOf("two")).toBeLessThan(page.indexOf("three"));
    expect(await (await fetch(`${sandbox.url}/threads`)).text()).toContain("2 replies");
    await graph(sandbox, maya, `/${second}`, {}, "DELETE");
    expect(await (await fetch(address)).text()).not.toContain("two");
    await graph(sandbox, maya, `/${root}`, {}, "DELETE");
    expect((await fetch(address)).status).toBe(404);
  });
});
