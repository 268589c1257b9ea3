import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Bytes } from "#server/webhooks/source.ts";
import { tiktokSource } from "./webhook.ts";

const T = 1767225600;
const clock = testClock(new Date(T * 1000));
const secrets = [
  { id: "login-kit", secret: "test_secret" },
  { id: "webhook", secret: "another_secret" },
];
const body = utf8('{"event":"post.publish.complete"}');
const hmac = (message: string | Uint8Array, secret = "test_secret") =>
  createHmac("sha256", secret).update(message).digest("hex");
const own = (time = T, bytes: Bytes = body, secret?: string) =>
  `t=${time},s=${hmac(Buffer.concat([Buffer.from(`${time}.`), bytes]), secret)}`;
const verify = (headers: Record<string, string>, bytes: Bytes = body, known = secrets) =>
  tiktokSource.verify(new Headers(headers), bytes, known, clock);
const verifyOwn = (signature: string, bytes?: Bytes) => verify({ "Tiktok-Signature": signature }, bytes);

describe("TikTok's own signature", () => {
  it("is the published vector", async () => {
    const vector = `t=${T},s=4f226a1148a71cd6f88e2e8b7a9879ceb6ceabb27c2445c478fe94dbb6c9ebad`;
    expect(await verifyOwn(vector)).toEqual({ keyId: "login-kit" });
  });

  it("holds under every active secret, and names which", async () => {
    expect(await verifyOwn(own(T, body, "another_secret"))).toEqual({ keyId: "webhook" });
  });

  it.each([
    [0, true],
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ])("of a delivery signed %i s from now holds: %s", async (shift, holds) => {
    expect("keyId" in (await verifyOwn(own(T + shift)))).toBe(holds);
  });

  it.each([
    ["empty", ""],
    ["no time", `s=${hmac(body)}`],
    ["another order", own().split(",").reverse().join(",")],
    ["a space", own().replace(",", ", ")],
    ["upper case", own().toUpperCase().replace("T=", "t=").replace("S=", "s=")],
    ["cut", own().slice(0, -1)],
    ["two in one header", `${own()}, ${own()}`],
    ["a third part", `${own()},v=1`],
    ["the body alone signed", `t=${T},s=${hmac(body)}`],
    ["another time than signed", own().replace(String(T), String(T + 1))],
    ["another secret", own(T, body, "wrong")],
    ["a time with a sign", own().replace("t=", "t=+")],
  ])("does not hold: %s", async (_what, signature) => {
    expect(await verifyOwn(signature)).toHaveProperty("refused");
  });

  it("holds for every body and time, and for none that differs in a bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.integer({ min: T - 300, max: T + 300 }),
        fc.nat(),
        fc.nat(7),
        async (raw, time, where, bit) => {
          const bytes = new Uint8Array(raw);
          const signature = own(time, bytes, "another_secret");
          expect(await verifyOwn(signature, bytes)).toEqual({ keyId: "webhook" });
          const at = where % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
          expect(await verifyOwn(signature, bytes)).toHaveProperty("refused");
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("does not hold after any change of a character", async () => {
    const good = own();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.constantFrom("replace", "insert", "delete"),
        fc.constantFrom(..."0123456789abcdefABCDEF=,st "),
        async (at, how, char) => {
          const rest = good.slice(how === "insert" ? at : at + 1);
          const mutated = good.slice(0, at) + (how === "delete" ? "" : char) + rest;
          if (mutated.trim() === good) return;
          expect(await verifyOwn(mutated)).toHaveProperty("refused");
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("the plain signature", () => {
  it("is the hex HMAC of the body, whatever the time", async () => {
    expect(await verify({ "X-TikTok-Signature": hmac(body) })).toEqual({ keyId: "login-kit" });
    expect(await verify({ "x-tiktok-signature": hmac(body, "another_secret") })).toEqual({
      keyId: "webhook",
    });
  });

  it.each([
    ["empty", ""],
    ["prefixed", `sha256=${hmac(body)}`],
    ["upper case", hmac(body).toUpperCase()],
    ["of another body", hmac("{}")],
    ["twice", `${hmac(body)}, ${hmac(body)}`],
  ])("does not hold: %s", async (_what, signature) => {
    expect(await verify({ "x-tiktok-signature": signature })).toHaveProperty("refused");
  });

  it("does not replace TikTok's own: when both are there, both must hold", async () => {
    const plain = hmac(body);
    expect(await verify({ "tiktok-signature": own(), "x-tiktok-signature": plain })).toEqual({
      keyId: "login-kit",
    });
    for (const headers of [
      { "tiktok-signature": own(T - 301), "x-tiktok-signature": plain },
      { "tiktok-signature": own(), "x-tiktok-signature": hmac("{}") },
    ] as Record<string, string>[])
      expect(await verify(headers)).toHaveProperty("refused");
  });

  it("is missed when there is none at all", async () => {
    expect(await verify({})).toHaveProperty("refused");
  });
});

describe("TikTok's events", () => {
  const event = {
    client_key: "ck7demo0000a1b2",
    event: "post.publish.failed",
    create_time: T,
    user_openid: "act.example",
    content: '{"publish_id":"v_pub_file~v2-1.1","reason":"spam_risk"}',
  };
  const parse = async (content: unknown) => {
    const [parsed] = await tiktokSource.parse(
      utf8(typeof content === "string" ? content : JSON.stringify(content)),
    );
    return parsed;
  };

  it("have their content read from its text", async () => {
    expect(await parse(event)).toMatchObject({
      type: "post.publish.failed",
      accountRef: "act.example",
      occurredAt: new Date("2026-01-01T00:00:00Z"),
      payload: { content: { publish_id: "v_pub_file~v2-1.1", reason: "spam_risk" } },
    });
  });

  it("keep a post id that is a bare number longer than a number can hold", async () => {
    const content = '{"publish_id":"p1","post_id":7512345678901234567}';
    expect(await parse({ ...event, content })).toMatchObject({
      payload: { content: { post_id: "7512345678901234567" } },
    });
  });

  it("are the same when delivered again, and new when it happens again", async () => {
    const first = await parse(event);
    const reordered = Object.fromEntries(Object.entries(event).reverse());
    expect((await parse(reordered))?.externalId).toBe(first?.externalId);
    expect((await parse({ ...event, create_time: T + 1 }))?.externalId).not.toBe(first?.externalId);
    expect((await parse({ ...event, user_openid: "act.other" }))?.externalId).not.toBe(first?.externalId);
    const other = event.content.replace("spam_risk", "file_format_check_failed");
    expect((await parse({ ...event, content: other }))?.externalId).not.toBe(first?.externalId);
  });

  it("are taken in the flat form too, by their own id", async () => {
    const flat = { event_type: "video.publish.complete", event_id: "e1", publish_id: "p1", user_openid: "u" };
    const first = await parse(flat);
    expect(first).toMatchObject({
      type: "video.publish.complete",
      payload: { content: { publish_id: "p1" } },
    });
    expect((await parse({ ...flat, event_id: "e2" }))?.externalId).not.toBe(first?.externalId);
    expect(await parse({ type: "video.inbox.received", publish_id: "p2" })).toMatchObject({
      type: "video.inbox.received",
      accountRef: undefined,
    });
  });

  it("are kept when their content is no JSON", async () => {
    expect(await parse({ ...event, content: "oops" })).toMatchObject({
      payload: { content: { text: "oops" } },
    });
  });

  it.each([
    ["no type", "{}"],
    ["a type that is no text", '{"event":{}}'],
    ["no object", "[]"],
    ["no JSON", "event=1"],
  ])("are none: %s", async (_what, raw) => {
    await expect(parse(raw)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("the challenge", () => {
  it("is echoed, and missed when absent", () => {
    const ask = (query: string) => tiktokSource.challenge?.(new URLSearchParams(query), null, []);
    expect(ask("challenge=abc%20123")).toEqual({ status: 200, text: "abc 123" });
    expect(ask("")).toEqual({ status: 400, text: "" });
    expect(ask("challenge=")).toEqual({ status: 400, text: "" });
  });
});
