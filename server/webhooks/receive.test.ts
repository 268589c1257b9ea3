import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { QueueMessage } from "#server/core/ports.ts";
import { createReceiver, type Receiver } from "./receive.ts";
import { createRefusalCounter } from "./refusals.ts";
import { createWebhookRegistry } from "./registry.ts";
import type { Sql } from "./store.ts";

const clock = testClock();
const NOW_S = clock.now().getTime() / 1000;
let database: TestDatabase;
/** How new events are handed on: with jobs, or to this process itself. */
const WAYS = ["with jobs", "at once"] as const;
let way: (typeof WAYS)[number] = "with jobs";
let armed: QueueMessage[] = [];
let taken: string[] = [];
let log = silentLog();
const registry = createWebhookRegistry({
  instagram: {
    webhookSecrets: [
      { id: "facebook-login", secret: "facebook secret" },
      { id: "instagram-login", secret: "instagram secret" },
      { id: "webhook", secret: "webhook secret" },
    ],
    webhookVerifyToken: "verify-me",
  },
  tiktok: { webhookSecrets: [{ id: "login-kit", secret: "tiktok secret" }], webhookVerifyToken: null },
});

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.db.webhookDelivery.deleteMany();
  await database.db.job.deleteMany();
  armed = [];
  taken = [];
  log = silentLog();
});
afterAll(() => database.close());

function receiver(sql: Sql = database.pool, known = registry): Receiver {
  const queue = { arm: async (messages: QueueMessage[]) => void armed.push(...messages) };
  return createReceiver({
    sql,
    queue,
    registry: known,
    job: { name: "webhook.process", maxAttempts: 12 },
    ...(way === "at once" ? { atOnce: { take: (ids) => void taken.push(...ids) } } : {}),
    refusals: createRefusalCounter({ sql: database.pool, clock, log }),
    clock,
    log,
  });
}

const instagram = (body: string | Uint8Array<ArrayBuffer>, secret = "facebook secret") =>
  request("instagram", body, {
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  });
const tiktok = (body: string, time = NOW_S) =>
  request("tiktok", body, {
    "tiktok-signature": `t=${time},s=${createHmac("sha256", "tiktok secret").update(`${time}.${body}`).digest("hex")}`,
  });
const inThisWay = (each: typeof way) =>
  beforeAll(() => {
    way = each;
  });
const request = (
  source: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) =>
  new Request(`https://app.test/api/webhooks/${source}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      cookie: "session=secret",
      authorization: "Bearer x",
      ...headers,
    },
    body,
  });
const comment = (id: string, text = "nice") => ({ field: "comments", value: { id, text } });
const batch = (...changes: unknown[]) =>
  JSON.stringify({ object: "instagram", entry: [{ id: "17841400000000001", time: 1767225600, changes }] });
const receive = (incoming: Request, sql?: Sql) =>
  receiver(sql).receive(new URL(incoming.url).pathname.split("/").at(-1) ?? "", incoming);
/** `news`: events that were handed on, whichever way. */
async function counts() {
  const jobs = await database.db.job.count();
  expect([armed.length, way === "at once" ? jobs : taken.length]).toEqual([jobs, 0]);
  return {
    deliveries: await database.db.webhookDelivery.count(),
    events: await database.db.webhookEvent.count(),
    news: jobs + taken.length,
  };
}

describe("a job for a new event", () => {
  it("is written with it, before the delivery is answered, and alarmed", async () => {
    await receive(instagram(batch(comment("1"), comment("2"))));
    const [events, jobs] = [await database.db.webhookEvent.findMany(), await database.db.job.findMany()];
    expect(jobs.map(({ name, key, payload, maxAttempts }) => ({ name, key, payload, maxAttempts }))).toEqual(
      expect.arrayContaining(
        events.map(({ id }) => ({
          name: "webhook.process",
          key: id,
          payload: { eventId: id },
          maxAttempts: 12,
        })),
      ),
    );
    expect(armed.map(({ jobId }) => jobId).sort()).toEqual(jobs.map(({ id }) => id).sort());
  });

  it("an alarm that cannot be armed does not make the provider send again", async () => {
    const queue = { arm: () => Promise.reject(new Error("QStash is away")) };
    const job = { name: "webhook.process", maxAttempts: 12 };
    const refusals = createRefusalCounter({ sql: database.pool, clock, log });
    const unarmed = createReceiver({ sql: database.pool, queue, registry, job, refusals, clock, log });
    expect((await unarmed.receive("instagram", instagram(batch(comment("1"))))).status).toBe(200);
    await unarmed.drain();
    expect(log.lines.map(({ message }) => message)).toContain("alarms not armed; the sweep will");
  });
});

describe.each(WAYS)("%s: a delivery", (each) => {
  inThisWay(each);

  it("is stored with its raw bytes and one row per event, before it is answered, and each is handed on", async () => {
    const body = batch(comment("1", "caf\u00e9"), comment("2")).replace("é", "\\u00e9");
    const response = await receive(instagram(body));
    expect(response.status).toBe(200);
    const [delivery] = await database.db.webhookDelivery.findMany({ include: { events: true } });
    expect(Buffer.from(delivery?.rawBody ?? []).toString()).toBe(body);
    expect(delivery).toMatchObject({
      source: "instagram",
      signatureKeyId: "facebook-login",
      receivedAt: clock.now(),
      headers: { "content-type": "application/json", "x-hub-signature-256": expect.any(String) },
    });
    expect(Object.keys(delivery?.headers ?? {})).not.toContain("cookie");
    expect(delivery?.events).toMatchObject([
      { type: "comments", accountRef: "17841400000000001", status: "received", payload: { text: "café" } },
      { type: "comments", payload: { id: "2" } },
    ]);
    expect(await counts()).toEqual({ deliveries: 1, events: 2, news: 2 });
    if (way === "at once") expect(taken.toSorted()).toEqual(delivery?.events.map(({ id }) => id).toSorted());
  });

  it("changes nothing when it comes a second time, and is answered the same", async () => {
    const body = batch(comment("1"));
    const first = await receive(instagram(body));
    const before = await counts();
    const second = await receive(instagram(body));
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
    expect(await counts()).toEqual(before);
    expect(before.news).toBe(1);
  });

  it("brings only what is new when it repeats a part", async () => {
    await receive(instagram(batch(comment("1"), comment("2"))));
    await receive(instagram(batch(comment("2"), comment("3"), comment("1", "edited"))));
    expect(await counts()).toEqual({ deliveries: 2, events: 4, news: 4 });
  });

  it("is stored once when the same one comes thirty times at the same moment", async () => {
    const one = receiver();
    const two = receiver();
    const body = batch(...Array.from({ length: 20 }, (_, i) => comment(String(i))));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? one : two).receive("instagram", instagram(body))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(await counts()).toEqual({ deliveries: 1, events: 20, news: 20 });
  });

  it("does not wait in a circle with another that has the same events in another order", async () => {
    const one = receiver();
    const two = receiver();
    for (let round = 0; round < 10; round++) {
      const changes = Array.from({ length: 100 }, (_, i) => comment(`${round}-${i}`));
      const [forth, back] = [batch(...changes), batch(...[...changes].reverse())];
      const answers = await Promise.all([
        one.receive("instagram", instagram(forth)),
        two.receive("instagram", instagram(back)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }
    expect((await counts()).events).toBe(1_000);
  });

  it("is taken under every configured secret", async () => {
    for (const [i, secret] of ["facebook secret", "instagram secret", "webhook secret"].entries())
      expect((await receive(instagram(batch(comment(String(i))), secret))).status).toBe(200);
    const deliveries = await database.db.webhookDelivery.findMany({ orderBy: { id: "asc" } });
    expect(deliveries.map(({ signatureKeyId }) => signatureKeyId)).toEqual([
      "facebook-login",
      "instagram-login",
      "webhook",
    ]);
  });

  it("is stored although it has texts that PostgreSQL cannot hold", async () => {
    const body = batch({ field: "comments", value: { id: "1", text: "a\u0000b\ud800", "k\u0000": 1 } });
    expect((await receive(instagram(body))).status).toBe(200);
    const [event] = await database.db.webhookEvent.findMany();
    expect(event?.payload).toEqual({ id: "1", text: "a\ufffdb\ufffd", "k\ufffd": 1 });
  });

  it("keeps a thousand changes of one batch as a thousand events", async () => {
    const changes = Array.from({ length: 1_000 }, (_, i) => comment(String(i)));
    expect((await receive(instagram(batch(...changes)))).status).toBe(200);
    expect(await counts()).toEqual({ deliveries: 1, events: 1_000, news: 1_000 });
  });

  it("shares its commit with those that come at the same time, and all are kept", async () => {
    let statements = 0;
    const counting: Sql = {
      query: (statement) => {
        statements++;
        return database.pool.query(statement);
      },
    };
    const one = receiver(counting);
    const deliveries = Array.from({ length: 400 }, (_, i) => instagram(batch(comment(String(i)))));
    const answers = await Promise.all(deliveries.map((delivery) => one.receive("instagram", delivery)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await counts()).toEqual({ deliveries: 400, events: 400, news: 400 });
    expect(statements).toBeLessThan(100);
  });

  it("has a change without a value, and all the others are kept", async () => {
    const body = batch({ field: "likes" }, { field: "shares", value: null }, comment("1"));
    expect((await receive(instagram(body))).status).toBe(200);
    const events = await database.db.webhookEvent.findMany({ orderBy: { type: "asc" } });
    expect(events.map(({ type, payload }) => [type, payload])).toEqual([
      ["comments", { id: "1", text: "nice" }],
      ["likes", null],
      ["shares", null],
    ]);
    expect(await counts()).toEqual({ deliveries: 1, events: 3, news: 3 });
  });

  it("with nothing in it is answered and leaves nothing", async () => {
    expect((await receive(instagram('{"object":"instagram","entry":[]}'))).status).toBe(200);
    expect(await counts()).toEqual({ deliveries: 0, events: 0, news: 0 });
  });
});

describe.each(WAYS)("%s: what is refused", (each) => {
  inThisWay(each);
  const nothing = { deliveries: 0, events: 0, news: 0 };
  const envelope = (code: string) => ({ error: { code, message: code, params: expect.any(Object) } });

  it.each([
    ["no signature", request("instagram", batch(comment("1")))],
    ["a wrong secret", instagram(batch(comment("1")), "wrong")],
    ["the secret of another source", instagram(batch(comment("1")), "tiktok secret")],
    ["a stale signature", tiktok('{"event":"x"}', NOW_S - 301)],
    ["a signature from the future", tiktok('{"event":"x"}', NOW_S + 301)],
  ])("%s: 401, and nothing stored", async (_what, incoming) => {
    const response = await receive(incoming);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(envelope("UNAUTHORIZED"));
    expect(await counts()).toEqual(nothing);
  });

  it("two signature headers: 401, even when both would hold", async () => {
    const incoming = instagram(batch(comment("1")));
    incoming.headers.append("x-hub-signature-256", incoming.headers.get("x-hub-signature-256") ?? "");
    expect((await receive(incoming)).status).toBe(401);
    expect(await counts()).toEqual(nothing);
  });

  it("an unknown source: 404", async () => {
    const response = await receive(request("myspace", "{}"));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual(envelope("NOT_FOUND"));
  });

  it("a source without a secret: 503, however well the delivery is signed", async () => {
    const closed = createWebhookRegistry({
      instagram: { webhookSecrets: [{ id: "webhook", secret: "" }], webhookVerifyToken: "" },
    });
    const incoming = instagram(batch(comment("1")), "");
    const response = await receiver(database.pool, closed).receive("instagram", incoming);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual(envelope("CONFIG_MISSING"));
    expect((await receiver(database.pool, closed).receive("tiktok", tiktok("{}"))).status).toBe(503);
    expect(await counts()).toEqual(nothing);
  });

  it.each(["PUT", "DELETE", "PATCH", "HEAD"])("%s: 405, and what is allowed", async (method) => {
    const response = await receive(new Request("https://app.test/api/webhooks/tiktok", { method }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
  });

  it("a signed body that is not the provider's: 400, and kept as evidence", async () => {
    for (const body of ["not json", "[1]", '{"entry":7}']) {
      const response = await receive(instagram(body));
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual(envelope("BAD_REQUEST"));
    }
    expect(await counts()).toEqual({ deliveries: 3, events: 0, news: 0 });
  });

  it("an unsigned body that is not the provider's: 401, and not even looked at", async () => {
    expect((await receive(request("instagram", "not json"))).status).toBe(401);
    expect(await counts()).toEqual(nothing);
  });

  it("more than a mebibyte: 413, announced or not", async () => {
    const large = new Uint8Array(1024 * 1024 + 1).fill(32);
    const streamed = new Request("https://app.test/api/webhooks/instagram", {
      method: "POST",
      headers: { "x-hub-signature-256": "sha256=0" },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    for (const incoming of [instagram(large), streamed]) {
      const response = await receive(incoming);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject(envelope("PAYLOAD_TOO_LARGE"));
    }
    expect((await receive(instagram(new Uint8Array(1024 * 1024).fill(32)))).status).toBe(400);
  });
});

describe.each(WAYS)("%s: when the database is away", (each) => {
  inThisWay(each);
  const away: Sql = { query: () => Promise.reject(new Error("connect ECONNREFUSED 127.0.0.1:5432")) };

  it("the provider is asked to try again, and is told nothing else", async () => {
    const response = await receive(instagram(batch(comment("1"))), away);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.text()).not.toContain("5432");
    expect((await receive(instagram(batch(comment("1"))))).status).toBe(200);
  });

  it("nothing is answered before the commit", async () => {
    let commit: () => void = () => undefined;
    const slow: Sql = {
      query: async (statement) => {
        await new Promise<void>((resolve) => {
          commit = resolve;
        });
        return database.pool.query(statement);
      },
    };
    let answered = false;
    const receiving = receive(instagram(batch(comment("1"))), slow).then((response) => {
      answered = true;
      return response;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    expect(await counts()).toEqual({ deliveries: 0, events: 0, news: 0 });
    commit();
    expect((await receiving).status).toBe(200);
    expect(await counts()).toEqual({ deliveries: 1, events: 1, news: 1 });
  });
});

describe("the challenge", () => {
  const get = (path: string) => receive(new Request(`https://app.test/api/webhooks/${path}`));
  const query = (path: string) =>
    receiver().receive(path.split("?")[0] ?? "", new Request(`https://app.test/api/webhooks/${path}`));

  it("is answered verbatim as plain text", async () => {
    const response = await query(
      "instagram?hub.mode=subscribe&hub.challenge=%3Cb%3E1&hub.verify_token=verify-me",
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toBe("<b>1");
    expect(await (await query("tiktok?challenge=abc")).text()).toBe("abc");
  });

  it.each([
    ["instagram?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong", 403],
    ["instagram", 403],
    ["tiktok", 400],
  ])("%s: %i", async (path, status) => {
    expect((await query(path)).status).toBe(status);
  });

  it("of an unknown source: 404", async () => {
    expect((await get("myspace")).status).toBe(404);
  });
});
