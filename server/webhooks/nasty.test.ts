import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { doors } from "#server/entry/webhook-routes.fixture.ts";
import { createReceiver, type Receiver } from "./receive.ts";
import { createRefusalCounter } from "./refusals.ts";
import { createWebhookRegistry, webhookSources } from "./registry.ts";
import type { WebhookSource } from "./source.ts";
import type { Sql } from "./store.ts";

const SECRET = "a-secret-of-every-source-0123456789";
const clock = testClock();
const NOW_S = clock.now().getTime() / 1000;
const credentials = { webhookSecrets: [{ id: "webhook", secret: SECRET }], webhookVerifyToken: null };

/** Says what the database cannot hold: no source of ours may, and one that does must not be asked for it for ever. */
const careless: WebhookSource = {
  id: "careless",
  evidenceHeaders: [],
  verify: async () => ({ keyId: "webhook" }),
  parse: async (body) => [
    {
      externalId: new TextDecoder().decode(body),
      type: "a\u0000b",
      occurredAt: undefined,
      accountRef: undefined,
      payload: {},
    },
  ],
};

let database: TestDatabase;
let log = silentLog();
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.db.webhookDelivery.deleteMany();
  await database.db.webhookRefusal.deleteMany();
  await database.db.job.deleteMany();
  log = silentLog();
});
afterAll(() => database.close());

function receiver(atOnce: boolean, sql: Sql = database.pool): Receiver {
  const ids = [...webhookSources.map(({ id }) => id), "crm:inflow", "careless"];
  return createReceiver({
    sql,
    queue: { arm: async () => undefined },
    registry: createWebhookRegistry(Object.fromEntries(ids.map((id) => [id, credentials])), [
      ...webhookSources,
      careless,
    ]),
    job: { name: "webhook.process", maxAttempts: 12 },
    ...(atOnce ? { atOnce: { take: () => undefined } } : {}),
    refusals: createRefusalCounter({ sql: database.pool, clock, log }),
    clock,
    log,
  });
}

const request = (source: string, body: string, headers: Record<string, string>) =>
  new Request(`https://app.test/api/webhooks/${source}`, { method: "POST", headers, body });

// What they send, with something nasty in every place --------------------------------------------------------------

interface Case {
  source: string;
  /** Something of everything the source reads. */
  seed: unknown;
  /** Bytes of JSON beyond which it is none of the provider's forms. */
  most?: number;
  send(json: string): Request;
}

function signed(source: string, seed: unknown): Case {
  const door = doors.find((each) => each.source === source);
  if (!door) throw new Error(`no door of ${source}`);
  const send = (json: string) => {
    const headers = Object.entries(door.sign(json, NOW_S, SECRET)).map(([key, value]) => [
      key,
      String(value),
    ]);
    return request(source, json, Object.fromEntries(headers));
  };
  return { source, seed, send };
}

/** What Threads sends when somebody removes the app is signed in itself. */
const uninstalled: Case = {
  source: "threads",
  most: 3_072,
  seed: { algorithm: "HMAC-SHA256", user_id: "1", issued_at: 1_767_225_600 },
  send(json) {
    const payload = Buffer.from(json).toString("base64url");
    const signature = createHmac("sha256", SECRET).update(payload).digest("base64url");
    return request("threads", `signed_request=${signature}.${payload}`, {});
  },
};

const timestamp = "2026-03-02T10:00:00Z";
const stripe = {
  ...{ id: "evt_1", type: "invoice.paid", created: 1_767_225_600, account: "acct_1", context: "c" },
  data: { object: { object: "invoice", customer: { id: "cus_1" } } },
};
const item = { timestamp: 1_767_225_600, message: { mid: "m1", text: "hi" } };
const cases: [what: string, seen: Case][] = [
  [
    "tiktok",
    signed("tiktok", {
      ...{ event: "post.publish.failed", event_id: "e", create_time: 1_767_225_600, user_openid: "a" },
      content: '{"publish_id":"p","reason":"spam"}',
    }),
  ],
  [
    "instagram",
    signed("instagram", {
      object: "instagram",
      entry: [
        { id: "1", time: 1_767_225_600, changes: [{ field: "comments", value: { id: "c", timestamp } }] },
        { id: "1", time: 1_767_225_600, messaging: [item], standby: [item] },
        { id: "1", time: 1_767_225_600, field: "mentions", value: { media_id: "m" } },
      ],
    }),
  ],
  [
    "threads",
    signed("threads", {
      ...{ target_id: "1", time: 1_767_225_600 },
      values: [
        { field: "replies", value: { id: "2", timestamp, root_post: { id: "3", owner_id: "1" } } },
        { field: "delete", value: { id: "2", deleted_at: timestamp, owner: { owner_id: "1" } } },
      ],
    }),
  ],
  ["threads, uninstalled", uninstalled],
  [
    "onlyfans",
    signed("onlyfans", {
      ...{ event: "accounts.session_expired", account_id: "acct_1", timestamp },
      payload: { id: 1, createdAt: timestamp, latestAuthAttempt: { completed_at: timestamp } },
    }),
  ],
  [
    "x",
    signed("x", {
      for_user_id: "1",
      tweet_create_events: [{ id_str: "9", created_at: "Mon Mar 02 10:00:00 +0000 2026" }],
      tweet_delete_events: [{ status: { id: "9", user_id: "1" }, timestamp_ms: "1767225600000" }],
      user_event: { revoke: { date_time: timestamp, source: { user_id: "1" } } },
    }),
  ],
  ["stripe", signed("stripe", stripe)],
  ["eventbridge", signed("eventbridge", eventbridge("com.example", { some: "thing" }))],
  ["eventbridge, with Stripe's", signed("eventbridge", eventbridge("aws.partner/stripe.com/ed_1", stripe))],
  [
    "apify",
    signed("apify", {
      ...{ userId: "u", createdAt: timestamp, eventType: "ACTOR.RUN.SUCCEEDED", resource: { id: "r1" } },
      eventData: { actorId: "a", actorRunId: "r1" },
    }),
  ],
  [
    "a CRM",
    signed("crm:inflow", {
      ...{ eventType: "fan.created", eventId: "e1", accountId: "a", timestamp },
      data: { id: "f1" },
    }),
  ],
];

function eventbridge(source: string, detail: object): object {
  return { id: "e-1", "detail-type": "something", source, account: "123456789012", time: timestamp, detail };
}

/** Longer than an index holds, and too random to be pressed into it. */
const long = Array.from({ length: 160 }, (_, i) =>
  createHmac("sha256", "x").update(`${i}`).digest("hex"),
).join("");
const nasties: string[] = [
  ...["null", "[]", "[null]", "{}", "true", '""', '"x"', "0", "-1", "1.5", "1e400", "1e308", "1767225600"],
  ...["9007199254740993", "123456789012345678901234567890", '{"valueOf":1,"toString":1}', '{"__proto__":1}'],
  ...['"a\\u0000b"', '"\\u0000"', '"\\ud800"', '"\\udc00x"', '{"\\u0000":"\\ud800"}', '["\\udfff"]'],
  ...[99, 119, 166, 199].map((length) => JSON.stringify(`${"x".repeat(length)}😀tail`)),
  ...["0000-01-01T00:00:00Z", "+012345-01-01T00:00:00Z", "-000001-01-01T00:00:00Z", "0001-01-01"].map(
    (text) => JSON.stringify(text),
  ),
  ...[JSON.stringify(long), JSON.stringify("😀".repeat(2_600)), `${"[".repeat(100)}${"]".repeat(100)}`],
  JSON.stringify('{"publish_id":"\\u0000","post_id":"\\ud800","reason":1e400}'),
];

const HERE = "here:9d1f";
/** The seed as JSON with each of its parts, the whole included, in turn replaced by the nasty one; or left out. */
function* spoiled(seed: unknown): Generator<string> {
  for (const at of placesIn(seed)) {
    const text = JSON.stringify(replaced(seed, at, HERE));
    for (const nasty of nasties) yield text.replace(JSON.stringify(HERE), () => nasty);
    if (at.length > 0) yield JSON.stringify(replaced(seed, at, undefined));
  }
}

type Place = readonly string[];
function* placesIn(value: unknown, at: Place = []): Generator<Place> {
  yield at;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* placesIn(part, [...at, key]);
}

function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = { ...(value as object) };
  copy[key] = replaced(copy[key], rest, by);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const levels = () => [...new Set(log.lines.map(({ level }) => level))];

describe("whatever a provider signs", () => {
  it.each(cases)(
    "%s: is stored, or kept and refused with 400",
    async (_what, { source, seed, most, send }) => {
      for (const atOnce of [false, true]) {
        const one = receiver(atOnce);
        const fits = (body: string) => Buffer.byteLength(body) <= (most ?? Number.POSITIVE_INFINITY);
        const bodies = [...spoiled(seed)].filter(fits);
        const answers = await Promise.all(bodies.map((body) => one.receive(source, send(body))));
        const others = answers.flatMap(({ status }, i) =>
          status === 200 || status === 400 ? [] : [bodies[i]],
        );
        expect(others).toEqual([]);
        // The database was never asked to hold what it cannot.
        expect(levels()).not.toContain("error");
        expect(answers.some(({ status }) => status === 200)).toBe(true);
      }
    },
  );
});

describe("a signed delivery whose events the database cannot hold", () => {
  const send = (one: Receiver, body: string) => one.receive("careless", request("careless", body, {}));
  const refusals = async () =>
    (await database.db.webhookRefusal.findMany()).map(({ source, reason, count }) => [source, reason, count]);

  it.each([false, true])(
    "is kept as evidence and refused with 400, counted (at once: %s)",
    async (atOnce) => {
      const one = receiver(atOnce);
      const answer = await send(one, "what was sent");
      expect([answer.status, (await answer.json()).error.code]).toEqual([400, "BAD_REQUEST"]);
      const kept = await database.db.webhookDelivery.findMany({ include: { events: true } });
      expect(kept).toMatchObject([{ source: "careless", signatureKeyId: "webhook", events: [] }]);
      expect(Buffer.from(kept[0]?.rawBody ?? []).toString()).toBe("what was sent");
      expect(await database.db.job.count()).toBe(0);
      await one.drain();
      expect(await refusals()).toEqual([["careless", "not_understood", 1]]);
      expect(levels()).toEqual(["error"]);
    },
  );

  it("takes nothing from those it shares a commit with", async () => {
    const one = receiver(true);
    const { send: signedByStripe } = signed("stripe", stripe);
    const good = Array.from({ length: 5 }, (_, i) => JSON.stringify({ ...stripe, id: `evt_${i}` }));
    const answers = await Promise.all([
      ...good.map((body) => one.receive("stripe", signedByStripe(body))),
      send(one, "bad"),
      ...good.map((body) => one.receive("stripe", signedByStripe(body))),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([...Array(5).fill(200), 400, ...Array(5).fill(200)]);
    expect(await database.db.webhookEvent.count()).toBe(5);
  });

  it("is asked for again when not even the evidence can be stored", async () => {
    const full: Sql = {
      query: () => Promise.reject(Object.assign(new Error("invalid input"), { code: "22P02" })),
    };
    const one = receiver(false, full);
    expect((await send(one, "what was sent")).status).toBe(503);
    await one.drain();
    expect(await refusals()).toEqual([["careless", "not_stored", 1]]);
  });
});
