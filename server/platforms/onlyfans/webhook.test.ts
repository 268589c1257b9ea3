import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { hmacSha256Hex } from "#server/core/hmac.ts";
import type { Bytes } from "#server/webhooks/source.ts";
import { onlyfansSource, onlyfansWebhook } from "./webhook.ts";

const secrets = [
  { id: "old", secret: "before" },
  { id: "webhook", secret: "test_secret" },
];
const bytes = (body: unknown): Bytes =>
  new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)) as Bytes;
const verify = (headers: Record<string, string>, body: unknown, given = secrets) =>
  onlyfansSource.verify(new Headers(headers), bytes(body), given, testClock());
const idOf = async (body: unknown) => (await onlyfansSource.parse(bytes(body)))[0]?.externalId;

describe("signatures", () => {
  test("the documented vector holds, in either header and with either secret", async () => {
    const body = '{"object":"instagram","entry":[]}';
    const signature = "03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad";
    for (const header of ["Signature", "x-onlyfans-signature"]) {
      expect(await verify({ [header]: signature }, body)).toEqual({ keyId: "webhook" });
      expect(await verify({ [header]: `sha256=${signature}` }, body)).toEqual({ keyId: "webhook" });
    }
    expect(await verify({ signature: await hmacSha256Hex("before", body) }, body)).toEqual({ keyId: "old" });
  });

  test.each([
    ["none", {}],
    ["an empty one", { signature: "" }],
    ["of another body", { signature: "0".repeat(64) }],
    ["not in hex", { signature: "z".repeat(64) }],
  ])("%s is refused", async (_, headers) => {
    expect(await verify(headers as Record<string, string>, "{}")).toHaveProperty("refused");
  });

  test("where two are given both must hold", async () => {
    const good = await hmacSha256Hex("test_secret", "{}");
    const headers = { signature: good, "x-onlyfans-signature": "0".repeat(64) };
    expect(await verify(headers, "{}")).toHaveProperty("refused");
  });

  test("without a secret nothing is believed", async () => {
    const signature = await hmacSha256Hex("test_secret", "{}");
    expect(await verify({ signature }, "{}", [])).toHaveProperty("refused");
  });
});

const message = (changedAt: string, more = {}) => ({
  event: "messages.received",
  account_id: "acct_1",
  payload: {
    id: 10400000000001,
    text: "<p>hey</p>",
    createdAt: "2026-01-02T10:00:00+00:00",
    changedAt,
    ...more,
  },
});
const renewal = (createdAt: string) => ({
  event: "subscriptions.renewed",
  account_id: "acct_1",
  payload: { id: "55:2026", user: { id: 555 }, createdAt },
});

describe("the id of an event", () => {
  test("is the same when it is delivered again, in whatever order its keys come", async () => {
    const first = message("2026-01-02T10:00:00+00:00");
    const { payload, ...rest } = first;
    expect(await idOf(first)).toBe(await idOf({ payload, ...rest }));
  });

  test("differs for an edit, a renewal of the same year, another account and another type", async () => {
    const ids = await Promise.all(
      [
        message("2026-01-02T10:00:00+00:00"),
        message("2026-01-02T11:00:00+00:00"),
        message("2026-01-02T11:00:00+00:00", { text: "<p>other</p>" }),
        { ...message("2026-01-02T10:00:00+00:00"), account_id: "acct_2" },
        { ...message("2026-01-02T10:00:00+00:00"), event: "messages.sent" },
        renewal("2026-02-02T10:00:00+00:00"),
        renewal("2026-03-02T10:00:00+00:00"),
      ].map(idOf),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("does not rest on the header's key, which nobody signed, where the body tells a time", async () => {
    const under = async (body: unknown, headers: Record<string, string>) =>
      (await onlyfansSource.parse(bytes(body), new Headers(headers)))[0]?.externalId;
    const sent = message("2026-01-02T10:00:00+00:00");
    const [one, two] = [{ "x-ofapi-idempotency-key": "evt_1" }, { "x-ofapi-idempotency-key": "evt_2" }];
    expect(await under(sent, one)).toBe(await under(sent, two));
    const timeless = { event: "accounts.session_expired", account_id: "acct_1", payload: { state: "x" } };
    expect(await under(timeless, one)).not.toBe(await under(timeless, two));
    expect(await under(timeless, one)).toBe(await under(timeless, one));
    const byHand = { ...two, "x-ofapi-redelivery-of": "evt_1" };
    expect(await under(timeless, one)).toBe(await under(timeless, byHand));
  });

  test("tells two events of the older form apart, and knows its account", async () => {
    const older = (timestamp: string, data: object) => ({ event: "subscription.renewed", timestamp, data });
    const data = { creatorId: 7, fanId: 5, subscriptionId: "s1" };
    const first = older("2026-01-02T10:00:00Z", data);
    const ids = await Promise.all(
      [
        first,
        older("2026-02-02T10:00:00Z", data),
        older("2026-01-02T10:00:00Z", { ...data, subscriptionId: "s2" }),
      ].map(idOf),
    );
    expect(new Set(ids).size).toBe(3);
    expect(await idOf(first)).toBe(ids[0]);
    expect((await onlyfansSource.parse(bytes(first)))[0]).toMatchObject({
      accountRef: "7",
      occurredAt: new Date("2026-01-02T10:00:00Z"),
    });
  });

  test("of ids beyond 2^53 keeps every digit", async () => {
    const body = '{"event":"messages.sent","account_id":"a","payload":{"id":9007199254740993}}';
    expect(await idOf(body)).toContain("9007199254740993");
  });
});

test("what is gone a second later is taken and not kept", async () => {
  for (const event of ["users.typing", "users.online", "users.offline"])
    expect(await onlyfansSource.parse(bytes({ event, account_id: "a", payload: { user_id: 1 } }))).toEqual(
      [],
    );
});

test.each(["[]", "{}", '{"event":""}', "nonsense"])("%s is none of the partner's", async (body) => {
  await expect(onlyfansSource.parse(bytes(body))).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

describe("what they mean", () => {
  const receivedAt = new Date("2026-01-02T15:27:00.000Z");
  const meaning = async (body: { event: string; account_id: string; payload: unknown }) => {
    const [event] = await onlyfansSource.parse(bytes(body));
    const interpreter = onlyfansWebhook.meanings[body.event];
    if (!event || !interpreter) return undefined;
    const { type, payload } = event;
    const occurredAt = event.occurredAt ?? null;
    return interpreter({
      id: "e1",
      source: "onlyfans",
      type,
      payload,
      occurredAt,
      receivedAt,
      accountRef: body.account_id,
    });
  };

  test("a message that went out is a hint for the target with its id", async () => {
    const body = { ...message("2026-01-02T10:00:00+00:00"), event: "messages.sent" };
    expect(await meaning(body)).toMatchObject({
      effect: "settlePublication",
      notice: { handle: { name: "messageId", value: "10400000000001" }, event: { news: "public" } },
    });
  });

  test("a fan's message is told on, by its ids alone", async () => {
    const told = await meaning(message("2026-01-02T10:00:00+00:00", { fromUser: { id: 555, name: "Fan" } }));
    expect(told).toMatchObject({
      effect: "messageReceived",
      notice: { accountRef: "acct_1", messageId: "10400000000001", fanId: "555" },
    });
    expect(JSON.stringify(told)).not.toMatch(/hey|Fan/);
  });

  test("a session that ended takes the connection with it, at its own time", async () => {
    const at = "2026-01-02T15:26:00.000Z";
    const payload = { state: "x", latestAuthAttempt: { started_at: at, success: false } };
    expect(await meaning({ event: "accounts.session_expired", account_id: "acct_1", payload })).toMatchObject(
      {
        effect: "connectionRevoked",
        notice: { accountRef: "acct_1", event: { occurredAt: new Date(at), receivedAt } },
      },
    );
  });

  test.each(["tips.received", "accounts.reconnected", "accounts.otp_code_required"])(
    "%s changes nothing here",
    async (event) => {
      expect(await meaning({ event, account_id: "acct_1", payload: {} })).toBeUndefined();
    },
  );
});
