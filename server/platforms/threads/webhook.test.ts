import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { testClock } from "#e2e/support/clock.ts";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { ParsedEvent } from "#server/webhooks/source.ts";
import { threadsSource, threadsWebhook } from "./webhook.ts";

const secrets = [
  { id: "threads-login", secret: "test_secret" },
  { id: "webhook", secret: "another_secret" },
];
const clock = testClock();
const hmac = (body: string, secret = "test_secret") => createHmac("sha256", secret).update(body);
const verify = (body: string, headers: Record<string, string> = {}, known = secrets) =>
  threadsSource.verify(new Headers(headers), utf8(body), known, clock);
const signed = (body: string, secret?: string) => ({
  "x-hub-signature-256": `sha256=${hmac(body, secret).digest("hex")}`,
});
const parse = async (body: unknown): Promise<ParsedEvent> => {
  const [event] = await threadsSource.parse(utf8(typeof body === "string" ? body : JSON.stringify(body)));
  if (!event) throw new Error("no event");
  return event;
};

describe("the signature", () => {
  test("is the published vector, over the exact bytes", async () => {
    const body = '{"object":"instagram","entry":[]}';
    const vector = "sha256=03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad";
    expect(await verify(body, { "x-hub-signature-256": vector })).toEqual({ keyId: "threads-login" });
    expect(await verify(`${body} `, { "x-hub-signature-256": vector })).toHaveProperty("refused");
  });

  test("holds under every active secret, and names which", async () => {
    expect(await verify("{}", signed("{}", "another_secret"))).toEqual({ keyId: "webhook" });
    expect(await verify("{}", signed("{}", "a stranger's"))).toHaveProperty("refused");
    expect(await verify("{}")).toHaveProperty("refused");
    expect(await verify("{}", { "x-hub-signature-256": "sha256=00" })).toHaveProperty("refused");
  });
});

describe("the challenge", () => {
  const ask = (query: string, token: string | null) =>
    threadsSource.challenge?.(new URLSearchParams(query), token, []);
  const good = "hub.mode=subscribe&hub.challenge=1000200030&hub.verify_token=V";

  test("is echoed to whoever knows the token", () => {
    expect(ask(good, "V")).toEqual({ status: 200, text: "1000200030" });
    expect(ask(good, "W")).toEqual({ status: 403, text: "" });
    expect(ask("hub.mode=subscribe&hub.verify_token=V", "V")).toEqual({ status: 403, text: "" });
    expect(ask(good, null)).toEqual({ status: 503, text: "" });
  });
});

const OWNER = "25610438274916453";
const delivery = (field: string, value: object, more: object = {}) => ({
  app_id: "123456",
  topic: "moderate",
  target_id: "78901",
  time: 1723226877,
  subscription_id: "234567",
  has_uid_field: false,
  values: { value, field },
  ...more,
});
const reply = {
  id: "8901234",
  username: "fan",
  text: "Reply",
  media_type: "TEXT_POST",
  replied_to: { id: "567890" },
  root_post: { id: "123456", owner_id: OWNER, username: "maya" },
  timestamp: "2026-08-07T10:33:16+0000",
};

describe("events", () => {
  test.each([
    [
      "a reply belongs to the owner of the post above all",
      delivery("replies", reply),
      OWNER,
      "2026-08-07T10:33:16.000Z",
    ],
    [
      "a deletion to the owner of the post",
      delivery("delete", {
        id: "1",
        owner: { owner_id: OWNER },
        deleted_at: "2026-08-08T00:00:00+0000",
        timestamp: reply.timestamp,
      }),
      OWNER,
      "2026-08-08T00:00:00.000Z",
    ],
    [
      "a mention to the profile that is mentioned",
      delivery("mentions", { id: "1", timestamp: reply.timestamp }, { target_id: OWNER }),
      OWNER,
      "2026-08-07T10:33:16.000Z",
    ],
    [
      "a publication to the profile it is sent for",
      delivery("publish", { id: "1", timestamp: reply.timestamp }, { target_id: OWNER }),
      OWNER,
      "2026-08-07T10:33:16.000Z",
    ],
  ])("%s", async (_, body, account, at) => {
    const event = await parse(body);
    expect(event).toMatchObject({ type: body.values.field, accountRef: account });
    expect(event.occurredAt?.toISOString()).toBe(at);
  });

  test("whose account is not told have none, rather than the post's id", async () => {
    const event = await parse(delivery("publish", { id: "78901" }));
    expect(event.accountRef).toBeUndefined();
  });

  test("sent again are the same, at whatever time and in whatever order of keys", async () => {
    const first = await parse(delivery("replies", reply));
    const again = await parse(
      delivery("replies", Object.fromEntries(Object.entries(reply).reverse()), { time: 1723999999 }),
    );
    expect(again.externalId).toBe(first.externalId);
  });

  test.each([
    ["another reply", delivery("replies", { ...reply, id: "8901235" })],
    ["an edit of it", delivery("replies", { ...reply, text: "Reply!" })],
    ["a mention by the same post", delivery("mentions", reply, { target_id: OWNER })],
    [
      "the same reply below another profile's post",
      delivery("replies", { ...reply, root_post: { ...reply.root_post, owner_id: "2" } }),
    ],
  ])("%s is a new event", async (_, body) => {
    expect((await parse(body)).externalId).not.toBe((await parse(delivery("replies", reply))).externalId);
  });

  test("keep every digit of an id that arrives as a bare number", async () => {
    const body = JSON.stringify(delivery("publish", { id: "ID" })).replace('"ID"', "18062345678901235");
    expect((await parse(body)).payload).toMatchObject({ id: "18062345678901235" });
  });

  test("of a field nobody knows are kept; a body without values is none of Meta's", async () => {
    expect(await parse(delivery("reposts", { id: "1" }))).toMatchObject({ type: "reposts" });
    await expect(threadsSource.parse(utf8("{}"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(threadsSource.parse(utf8("no json"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("somebody removes the app", () => {
  const form = (said: object, secret?: string) => {
    const payload = Buffer.from(JSON.stringify(said)).toString("base64url");
    return `signed_request=${hmac(payload, secret).digest("base64url")}.${payload}`;
  };
  const said = { user_id: OWNER, algorithm: "HMAC-SHA256", issued_at: 1_767_225_600 };

  test("the form is taken under our secret, and under no other", async () => {
    expect(await verify(form(said))).toEqual({ keyId: "threads-login" });
    expect(await verify(form(said, "another_secret"))).toEqual({ keyId: "webhook" });
    expect(await verify(form(said, "a stranger's"))).toHaveProperty("refused");
    const other = Buffer.from(JSON.stringify({ ...said, user_id: "2" })).toString("base64url");
    expect(await verify(`${form(said).split(".")[0]}.${other}`)).toHaveProperty("refused");
  });

  test("ends the connection of that profile, once however often it is told", async () => {
    const event = await parse(form(said));
    expect(event).toMatchObject({ type: "deauthorize", accountRef: OWNER });
    expect((await parse(form(said))).externalId).toBe(event.externalId);
    expect((await parse(form({ ...said, issued_at: said.issued_at + 1 }))).externalId).not.toBe(
      event.externalId,
    );
    expect(meaningOf(event)).toMatchObject({ effect: "connectionRevoked", notice: { accountRef: OWNER } });
  });

  test.each([
    ["another algorithm", { ...said, algorithm: "none" }],
    ["no object", "text"],
  ])("a signed form with %s is refused", async (_, content) => {
    await expect(threadsSource.parse(utf8(form(content as object)))).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});

function meaningOf({ type, accountRef, payload, occurredAt }: ParsedEvent) {
  const times = { occurredAt: occurredAt ?? null, receivedAt: new Date() };
  const event = { id: "e", source: "threads", type, payload, ...times, accountRef: accountRef ?? "" };
  return threadsWebhook.meanings[type]?.(event);
}

describe("meanings", () => {
  test.each([
    ["publish", { id: "p1" }, "public", "p1"],
    ["delete", { id: "p1", owner: { owner_id: OWNER } }, "withdrawn", "p1"],
    ["replies", reply, "seen", "123456"],
  ])("%s concerns the post by its id", async (field, value, news, post) => {
    expect(meaningOf(await parse(delivery(field, value, { target_id: OWNER })))).toMatchObject({
      effect: "settlePublication",
      notice: { handle: { name: "post:0", value: post }, event: { news, remoteId: post } },
    });
  });

  test("a mention is somebody else's post, and an event without an id says nothing", async () => {
    expect(meaningOf(await parse(delivery("mentions", { id: "p" })))).toMatchObject({ effect: "none" });
    expect(meaningOf(await parse(delivery("publish", {})))).toMatchObject({ effect: "none" });
  });
});

describe("what the sandbox sends", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await testSandbox();
  });
  afterAll(() => sandbox.close());

  test("is verified, understood, and the same when it comes twice", async () => {
    await sandbox.control.settings({ network: "threads", webhooks: "duplicate" });
    const on = sandboxPlatform(sandbox, "threads");
    const { session } = await on.login("threads-login", "maya.delorme");
    const content = { kind: "text", text: "Glaze day – é", media: [], options: {} };
    const { live, handles } = await takeSteps(on.platform.publish, content, session, {}, 100, 20);
    await sandbox.control.comment({ network: "threads", postId: live?.remoteId ?? "", text: "Lovely 🏺" });
    await on.platform.publish.remove?.(session, { ...live, handles, parts: [] });
    const received = await eventually(
      () => sandbox.app.webhooks,
      (webhooks) => webhooks.length >= 6,
    );
    const known = [{ id: "threads-login", secret: "sandbox-threads-secret-0123456789abcdef" }];
    const ids = new Set<string>();
    const types = new Set<string>();
    for (const { headers, body } of received) {
      const signature = { "x-hub-signature-256": String(headers["x-hub-signature-256"]) };
      expect(await verify(body, signature, known)).toEqual({ keyId: "threads-login" });
      const event = await parse(body);
      expect(event.accountRef).toBe(session.externalId);
      expect(meaningOf(event)).toMatchObject({ notice: { handle: { value: live?.remoteId } } });
      ids.add(event.externalId);
      types.add(event.type);
    }
    expect([...types].sort()).toEqual(["delete", "publish", "replies"]);
    expect(ids.size).toBe(3);
  });
});
