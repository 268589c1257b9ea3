import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { utf8 } from "#server/core/encoding.ts";
import { hmacSha256Base64 } from "#server/core/hmac.ts";
import { xSource, xWebhook } from "./webhook.ts";

const secrets = [
  { id: "oauth2", secret: "client-secret" },
  { id: "webhook", secret: "test_secret" },
];
const verify = (body: string, signature: string | undefined, keys = secrets) =>
  xSource.verify(
    new Headers(signature === undefined ? {} : { "x-twitter-webhooks-signature": signature }),
    utf8(body),
    keys,
    testClock(),
  );
const parse = (body: object) => xSource.parse(utf8(JSON.stringify(body)));

describe("the signature", () => {
  const body = '{"object":"instagram","entry":[]}';
  const good = "sha256=A7veJf2mI2H0ibXebQLjwfk9JQoAqFoWiWIMRzag4q0=";

  test("holds for the published vector, with whichever secret of ours fits", async () => {
    expect(await verify(body, good)).toEqual({ keyId: "webhook" });
    expect(await verify(body, `sha256=${await hmacSha256Base64("client-secret", body)}`)).toEqual({
      keyId: "oauth2",
    });
  });

  test.each([
    ["a byte more", `${body} `, good, "wrong_signature"],
    ["none", body, undefined, "no_signature"],
    ["another form", body, good.replace("sha256=", "sha1="), "malformed_signature"],
    ["hex in place of base64", body, `sha256=${"a".repeat(64)}`, "malformed_signature"],
  ])("refuses %s", async (_, text, signature, why) => {
    expect(await verify(text, signature)).toEqual({ refused: why });
  });
});

describe("the check of the address", () => {
  const ask = (token: string, keys = secrets) =>
    xSource.challenge?.(new URLSearchParams({ crc_token: token }), null, keys);

  test("is answered with the published vector, as JSON", async () => {
    expect(await ask("abc")).toEqual({
      status: 200,
      type: "application/json",
      text: '{"response_token":"sha256=AgGzINl8CLJRCWUPbY3q9mV88Kt6/U88CUVrlf+bgGA="}',
    });
  });

  test.each([
    ["nothing", ""],
    ["a delivery, which would sign it for a stranger", '{"for_user_id":"1"}'],
    ["a page", "x".repeat(201)],
  ])("signs not %s", async (_, token) => {
    expect(await ask(token)).toEqual({ status: 400, text: "" });
  });

  test("says that no secret is set", async () => {
    expect(await ask("abc", [])).toMatchObject({ status: 503 });
  });
});

describe("events", () => {
  const deletion = (id: string, timestamp_ms = "1772445600000") => ({
    for_user_id: "1000000001",
    tweet_delete_events: [{ status: { id, user_id: "1000000001" }, timestamp_ms }],
  });

  test("a deletion says which post is gone", async () => {
    const [event, ...more] = await parse(deletion("1990000000000000001"));
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: "tweet_delete",
      accountRef: "1000000001",
      occurredAt: new Date("2026-03-02T10:00:00.000Z"),
    });
    const meaning = xWebhook.meanings.tweet_delete?.({
      ...(event as NonNullable<typeof event>),
      id: "e1",
      source: "x",
      accountRef: "1000000001",
      occurredAt: null,
      receivedAt: new Date(),
    });
    expect(meaning).toMatchObject({
      effect: "settlePublication",
      notice: {
        handle: { name: "post1", value: "1990000000000000001" },
        event: { news: "withdrawn", remoteId: "1990000000000000001" },
      },
    });
  });

  test("an event sent again has the same id, another one has not", async () => {
    const ids = async (body: object) => (await parse(body)).map(({ externalId }) => externalId);
    expect(await ids(deletion("1"))).toEqual(await ids(deletion("1")));
    expect(await ids(deletion("1"))).not.toEqual(await ids(deletion("2")));
  });

  test("an app that was removed takes its person's grant with it", async () => {
    const revoke = {
      date_time: "2026-03-02T10:00:00Z",
      target: { app_id: "1" },
      source: { user_id: "1000000001" },
    };
    const [event] = await parse({ user_event: { revoke } });
    expect(event).toMatchObject({
      type: "revoke",
      accountRef: "1000000001",
      occurredAt: new Date("2026-03-02T10:00:00Z"),
    });
    const meaning = xWebhook.meanings.revoke?.({
      ...(event as NonNullable<typeof event>),
      id: "e1",
      source: "x",
      accountRef: "1000000001",
      occurredAt: null,
      receivedAt: new Date(),
    });
    expect(meaning).toMatchObject({
      effect: "connectionRevoked",
      notice: { platform: "x", accountRef: "1000000001" },
    });
  });

  test("everything else of a delivery is kept under its own name", async () => {
    const events = await parse({
      for_user_id: "1000000001",
      favorite_events: [{ id: "f1", created_at: "Mon Mar 02 10:00:00 +0000 2026" }],
      tweet_create_events: [
        { id_str: "5", text: "Hi" },
        { id_str: "6", text: "Ho" },
      ],
      follow_indicate: "not a list",
    });
    expect(events.map(({ type }) => type)).toEqual(["favorite", "tweet_create", "tweet_create"]);
  });

  test("a body that is no object is refused", async () => {
    await expect(xSource.parse(utf8("[]"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
