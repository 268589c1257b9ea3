import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Bytes } from "#server/webhooks/source.ts";
import { instagramSource } from "./webhook.ts";

const clock = testClock();
const secrets = [
  { id: "facebook-login", secret: "test_secret" },
  { id: "webhook", secret: "another_secret" },
];
const sign = (body: Bytes, secret = "test_secret") =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
const verify = (body: Bytes, signature: string | null, known = secrets) =>
  instagramSource.verify(
    new Headers(signature === null ? [] : [["X-Hub-Signature-256", signature]]),
    body,
    known,
    clock,
  );
const events = (content: unknown) => instagramSource.parse(utf8(JSON.stringify(content)));
const entry = (...entries: unknown[]) => ({ object: "instagram", entry: entries });
const ids = async (content: unknown) => (await events(content)).map(({ externalId }) => externalId);

describe("Meta's signature", () => {
  const empty = utf8('{"object":"instagram","entry":[]}');

  it("is the published vector", async () => {
    const vector = "sha256=03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad";
    expect(await verify(empty, vector)).toEqual({ keyId: "facebook-login" });
  });

  it("holds under every active secret, and names which", async () => {
    expect(await verify(empty, sign(empty, "another_secret"))).toEqual({ keyId: "webhook" });
  });

  it("is made over the bytes as sent, escapes and all", async () => {
    const escaped = utf8('{"text":"caf\\u00e9 \\ud83d\\ude00"}');
    const plain = utf8('{"text":"café 😀"}');
    expect(await verify(escaped, sign(escaped))).toEqual({ keyId: "facebook-login" });
    expect(await verify(plain, sign(escaped))).toHaveProperty("refused");
  });

  it.each([
    ["none", null],
    ["an empty one", ""],
    ["bare hex", sign(empty).slice(7)],
    ["upper case", sign(empty).toUpperCase()],
    ["the legacy SHA-1 form", sign(empty).replace("sha256", "sha1")],
    ["a cut one", sign(empty).slice(0, -1)],
    ["a longer one", `${sign(empty)}0`],
    ["two in one header", `${sign(empty)}, ${sign(empty)}`],
    ["a secret that is a prefix of ours", sign(empty, "test_secre")],
    ["the empty secret", `sha256=${createHmac("sha256", "").update(empty).digest("hex")}`],
    ["spaces around", ` ${sign(empty).replace("=", " =")}`],
  ])("does not hold: %s", async (_what, signature) => {
    expect(await verify(empty, signature)).toHaveProperty("refused");
  });

  it("does not hold twice in the request", async () => {
    const headers = new Headers();
    headers.append("x-hub-signature-256", sign(empty));
    headers.append("x-hub-signature-256", sign(empty));
    expect(await instagramSource.verify(headers, empty, secrets, clock)).toHaveProperty("refused");
  });

  it("holds for every body, and for none that differs in a bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.nat(7),
        async (raw, where, bit) => {
          const body = new Uint8Array(raw);
          const signature = sign(body, "another_secret");
          expect(await verify(body, signature)).toEqual({ keyId: "webhook" });
          const at = where % body.length;
          body[at] = (body[at] ?? 0) ^ (1 << bit);
          expect(await verify(body, signature)).toHaveProperty("refused");
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("does not hold after any change of a character of the header", async () => {
    const good = sign(empty);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.constantFrom("replace", "insert", "delete"),
        fc.constantFrom(..."0123456789abcdefABCDEF=, sha"),
        async (at, how, char) => {
          const rest = good.slice(how === "insert" ? at : at + 1);
          const mutated = good.slice(0, at) + (how === "delete" ? "" : char) + rest;
          // Spaces at the ends are no part of a header's value.
          if (mutated.trim() === good) return;
          expect(await verify(empty, mutated)).toHaveProperty("refused");
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("Meta's events", () => {
  const comment = { id: "17860000000000021", from: { id: "9" }, media: { id: "1792" }, text: "nice" };
  const change = { field: "comments", value: comment };

  it("are found in all three shapes, and a batch is fanned out in order", async () => {
    const message = { sender: { id: "1" }, timestamp: 1767225599000, message: { mid: "m1", text: "hello" } };
    const found = await events(
      entry(
        {
          id: "17841400000000001",
          time: 1767225600,
          changes: [change, { field: "mentions", value: { media_id: "5" } }],
        },
        { id: "17841400000000001", time: 1767225600123, messaging: [message] },
        { id: "17841400000000002", time: 1767225600, field: "comments", value: comment },
      ),
    );
    expect(
      found.map(({ type, accountRef, occurredAt }) => [type, accountRef, occurredAt?.toISOString()]),
    ).toEqual([
      ["comments", "17841400000000001", "2026-01-01T00:00:00.000Z"],
      ["mentions", "17841400000000001", "2026-01-01T00:00:00.000Z"],
      ["messages", "17841400000000001", "2025-12-31T23:59:59.000Z"],
      ["comments", "17841400000000002", "2026-01-01T00:00:00.000Z"],
    ]);
    expect(found[0]?.payload).toEqual(comment);
    expect(new Set(found.map(({ externalId }) => externalId)).size).toBe(4);
  });

  it.each([
    ["message_reactions", { reaction: { mid: "m1", action: "react" } }],
    ["messaging_postbacks", { postback: { mid: "m2", title: "Go" } }],
    ["messaging_seen", { read: { mid: "m3" } }],
    ["message_edit", { message_edit: { mid: "m4", text: "x", num_edit: 1 } }],
    ["messages", { message: { mid: "m5", is_echo: true } }],
    ["messaging", { something: "new" }],
  ])("of a conversation are told apart: %s", async (type, item) => {
    expect(await events(entry({ id: "1", time: 1, messaging: [item] }))).toMatchObject([{ type }]);
  });

  it("are the same when they are delivered again, later, in another batch, with keys in another order", async () => {
    const first = await ids(entry({ id: "1", time: 1767225600, changes: [change] }));
    const { text, ...rest } = comment;
    const reordered = { value: { text, ...rest }, field: "comments" };
    const again = await ids(
      entry({ id: "2", time: 1, changes: [change] }, { id: "1", time: 1767229999, changes: [reordered] }),
    );
    expect(again[1]).toBe(first[0]);
    expect(again[0]).not.toBe(first[0]);
  });

  it("are new when the same comment is edited", async () => {
    const edited = { field: "comments", value: { ...comment, text: "very nice" } };
    const [first, second] = await ids(entry({ id: "1", time: 1, changes: [change, edited] }));
    expect(first).not.toBe(second);
    expect(first?.split(":").slice(0, 3)).toEqual(second?.split(":").slice(0, 3));
  });

  it("keep ids that are longer than a number can hold", async () => {
    const raw =
      '{"object":"instagram","entry":[{"id":17841400000000001,"time":1767225600,"changes":[{"field":"comments","value":{"id":17860000000000021,"media":{"id":17920000000000003}}}]}]}';
    const [event] = await instagramSource.parse(utf8(raw));
    expect(event).toMatchObject({
      accountRef: "17841400000000001",
      payload: { id: "17860000000000021", media: { id: "17920000000000003" } },
    });
  });

  it("are kept as unknown when an entry has no shape we know, without losing the others", async () => {
    const found = await events(
      entry({ id: "1", time: 1, surprise: true }, 7, { id: "1", changes: [change] }),
    );
    expect(found.map(({ type }) => type)).toEqual(["unknown", "unknown", "comments"]);
  });

  it.each([
    ["no JSON", "nope"],
    ["a list", "[]"],
    ["null", "null"],
    ["no entry", '{"object":"instagram"}'],
    ["an entry that is no list", '{"entry":{}}'],
    ["nesting without end", `{"entry":[${"[".repeat(70)}${"]".repeat(70)}]}`],
  ])("are none: %s", async (_what, body) => {
    await expect(instagramSource.parse(utf8(body))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("are none in bytes that are no text", async () => {
    const broken = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
    await expect(instagramSource.parse(broken)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("Meta's challenge", () => {
  const ask = (query: string, token: string | null = "verify-me") =>
    instagramSource.challenge?.(new URLSearchParams(query), token, []);
  const good = "hub.mode=subscribe&hub.challenge=1000200030&hub.verify_token=verify-me";

  it("is answered verbatim to who knows the token", () => {
    expect(ask(good)).toEqual({ status: 200, text: "1000200030" });
  });

  it.each([
    ["another token", good.replace("verify-me", "verify-m")],
    ["no token", "hub.mode=subscribe&hub.challenge=1"],
    ["another mode", good.replace("subscribe", "unsubscribe")],
    ["no challenge", "hub.mode=subscribe&hub.verify_token=verify-me"],
    ["nothing", ""],
  ])("is refused with %s", (_what, query) => {
    expect(ask(query)).toEqual({ status: 403, text: "" });
  });

  it("is closed while no token is configured", () => {
    expect(ask("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", null)).toEqual({
      status: 503,
      text: "",
    });
  });
});
