import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Answer,
  doors,
  type HeaderMap,
  NEW,
  nowS,
  OLD,
  type Running,
  run,
  SECRETS,
  type Sending,
  send as sendTo,
  stripeEvent,
  WORKER,
} from "./webhook-routes.fixture.ts";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "huntaze-webhooks-"));
let database: TestDatabase;

let open: Running;
let closed: Running;
beforeAll(async () => {
  database = await testDatabase();
  open = await run({ databaseUrl: database.url, dataDir }, SECRETS);
  closed = await run(
    { databaseUrl: database.url, dataDir },
    { STRIPE_WEBHOOK_SECRET: "", EVENTBRIDGE_API_KEY: "  ", CRM_WEBHOOK_SECRET: "" },
  );
}, 60_000);
beforeEach(async () => {
  for (const { house } of [open, closed]) await house.receiver.drain();
  await database.db.webhookDelivery.deleteMany();
  await database.db.webhookRefusal.deleteMany();
  await database.db.job.deleteMany();
});
afterAll(async () => {
  for (const { house, server } of [open, closed]) {
    await server.close();
    await house.stop();
  }
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const send = (address: string, { to = open, ...sending }: Sending & { to?: Running }): Promise<Answer> =>
  sendTo(to, address, sending);
const codeOf = ({ body }: Answer): unknown => JSON.parse(body).error?.code;
const counts = async () => ({
  deliveries: await database.db.webhookDelivery.count(),
  events: await database.db.webhookEvent.count(),
});
const NOTHING = { deliveries: 0, events: 0 };
async function refusals(from: Running = open): Promise<Record<string, number>> {
  await from.house.receiver.drain();
  const rows = await database.db.webhookRefusal.findMany();
  return Object.fromEntries(rows.map(({ source, reason, count }) => [`${source} ${reason}`, count]));
}

const each = doors.map((door) => [door.address, door] as const);
const json = { "content-type": "application/json" };

describe.each(each)("%s", (_address, door) => {
  const { source, address, body, sign } = door;

  it("takes what is signed once, and a redelivery as no news", async () => {
    const answers = [
      await send(address, { body, headers: { ...json, ...sign(body) } }),
      await send(address, { body, headers: { ...json, ...sign(body) }, chunked: true }),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(2).fill([200, '{"received":1}']));
    expect(await counts()).toEqual({ deliveries: 1, events: 1 });
    const [delivery] = await database.db.webhookDelivery.findMany();
    expect(delivery).toMatchObject({ source });
    expect(Buffer.from(delivery?.rawBody ?? []).toString()).toBe(body);
    expect(JSON.stringify(delivery?.headers)).not.toMatch(new RegExp(`${OLD}|${NEW}`));
    expect(await refusals()).toEqual({});
  });

  it("refuses a body of more than a mebibyte with 413, announced or not", async () => {
    const large = " ".repeat(1024 * 1024 + 1);
    for (const chunked of [false, true]) {
      const answer = await send(address, { body: large, headers: { ...json, ...sign(large) }, chunked });
      expect([answer.status, codeOf(answer)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    }
    expect(await counts()).toEqual(NOTHING);
    expect(await refusals()).toEqual({ [`${source} too_large`]: 2 });
  });

  it("refuses other methods with 405, and says which are allowed", async () => {
    const methods = ["PUT", "PATCH", "DELETE", "OPTIONS", ...(door.get ? [] : ["GET"])];
    for (const method of methods) {
      const answer = await send(address, { method, body, headers: { ...json, ...sign(body) } });
      expect([method, answer.status, answer.headers.allow]).toEqual([
        method,
        405,
        door.get ? "GET, POST" : "POST",
      ]);
    }
    expect(await counts()).toEqual(NOTHING);
    expect(await refusals()).toEqual({ [`${source} wrong_method`]: methods.length });
  });

  it("refuses methods that are none of the web's in the API's own form, and counts them", async () => {
    const methods = ["PROPFIND", "TRACE", "QUERY"];
    for (const method of methods) {
      const answer = await send(address, { method, headers: { ...json, ...sign(body) } });
      expect([method, answer.status, codeOf(answer)]).toEqual([method, 405, "METHOD_NOT_ALLOWED"]);
      expect(answer.headers.allow).toBe(door.get ? "GET, POST" : "POST");
    }
    expect(await counts()).toEqual(NOTHING);
    expect(await refusals()).toEqual({ [`${source} wrong_method`]: methods.length });
  });

  it("is the same in another case of letters, for what is taken and what is refused", async () => {
    const shouted = address.replace("/api/", "/API/").replace("webhook", "Webhook");
    const taken = await send(shouted, { body, headers: { ...json, ...sign(body) } });
    expect([taken.status, taken.body]).toEqual([200, '{"received":1}']);
    expect((await send(shouted, { body, headers: json })).status).toBe(401);
    expect((await send(shouted, { method: "PROPFIND" })).status).toBe(405);
    expect(await refusals()).toEqual({ [`${source} no_signature`]: 1, [`${source} wrong_method`]: 1 });
  });

  it("answers 400 to what is signed and no JSON, and keeps it as evidence, without an event", async () => {
    const answer = await send(address, { body: "not json", headers: { ...json, ...sign("not json") } });
    expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_REQUEST"]);
    expect(await counts()).toEqual({ deliveries: 1, events: 0 });
    expect(await refusals()).toEqual({ [`${source} not_understood`]: 1 });
  });

  it("refuses a missing header, a header that comes twice and a wrong secret with 401", async () => {
    const signed = sign(body);
    const twice = Object.fromEntries(
      Object.entries(signed).map(([name, value]) => [name, [value, value].flat()]),
    );
    for (const headers of [{}, twice, sign(body, undefined, "a-strangers-secret-0123456789")]) {
      const answer = await send(address, { body, headers: { ...json, ...headers } });
      expect([answer.status, codeOf(answer)]).toEqual([401, "UNAUTHORIZED"]);
    }
    expect(await counts()).toEqual(NOTHING);
    const counted = await refusals();
    expect(counted[`${source} no_signature`]).toBe(1);
    expect(Object.values(counted).reduce((sum, count) => sum + count)).toBe(3);
  });
});

describe.each(doors.filter(({ timed }) => timed).map((door) => [door.address, door] as const))(
  "%s",
  (_address, { source, address, body, sign }) => {
    it("refuses a time too far in the past or in the future with 401", async () => {
      for (const at of [nowS() - 302, nowS() + 320]) {
        const answer = await send(address, { body, headers: { ...json, ...sign(body, at) } });
        expect([answer.status, codeOf(answer)]).toEqual([401, "UNAUTHORIZED"]);
      }
      expect(await counts()).toEqual(NOTHING);
      expect(await refusals()).toEqual({ [`${source} stale`]: 2 });
    });
  },
);

describe("an address nobody has", () => {
  it.each([
    "/api/webhooks/myspace",
    "/api/crm/webhooks/myspace",
    "/api/crm/webhooks/..%2fstripe",
    "/api/webhooks/crm%3A",
  ])("%s is 404 in the API's form, counted under no name of the caller's", async (address) => {
    const answer = await send(address, { body: "{}", headers: { "x-crm-webhook-secret": NEW } });
    expect([answer.status, codeOf(answer)]).toEqual([404, "NOT_FOUND"]);
    expect(await counts()).toEqual(NOTHING);
    expect(await refusals()).toEqual({ "unknown unknown_source": 1 });
  });
});

describe("the rest of the API in another case of letters", () => {
  const foreign = { ...json, origin: "https://evil.example", cookie: "a=b" };

  it("asks for itself where a request comes from, as ever", async () => {
    for (const address of ["/API/trpc/session.me", "/Api/Trpc/session.me", "/API/media"]) {
      const answer = await send(address, { body: "{}", headers: foreign });
      expect([address, answer.status]).toEqual([address, 403]);
    }
  });

  it("opens no way around what stands before the sign-in", async () => {
    for (const address of ["/API/auth/sign-in/email", "/API/auth/api/auth/sign-in/email"])
      expect((await send(address, { body: "{}", headers: json })).status).toBe(404);
  });
});

describe("a secret that is set and empty", () => {
  const empty = doors.filter(({ source }) => /stripe|eventbridge|apify|inflow/.test(source));
  it.each(empty.map((door) => [door.address, door] as const))("never opens %s", async (_, door) => {
    for (const headers of [{}, door.sign(door.body, undefined, ""), door.sign(door.body, undefined, NEW)]) {
      const answer = await send(door.address, {
        body: door.body,
        headers: { ...json, ...headers },
        to: closed,
      });
      expect([answer.status, codeOf(answer)]).toEqual([503, "CONFIG_MISSING"]);
    }
    expect(await counts()).toEqual(NOTHING);
    expect(await refusals(closed)).toEqual({ [`${door.source} not_configured`]: 3 });
  });
});

describe("one event of Stripe's that comes by both ways", () => {
  it("is one event", async () => {
    for (const { address, body, sign } of doors.filter(({ source }) => /stripe|eventbridge/.test(source)))
      expect((await send(address, { body, headers: { ...json, ...sign(body) } })).status).toBe(200);
    const events = await database.db.webhookEvent.findMany();
    expect(events.map(({ source, externalId, type }) => [source, externalId, type])).toEqual([
      ["stripe", "evt_1", "invoice.paid"],
    ]);
  });
});

describe("what Meta sends for Threads", () => {
  const [instagram, threads] = ["instagram", "threads"].map((id) =>
    doors.find(({ source }) => source === id),
  );

  it("is not taken at Instagram's address: not with Threads' secret, and not in Threads' form", async () => {
    const body = threads?.body ?? "";
    for (const [sign, status] of [[threads?.sign, 401] as const, [instagram?.sign, 400] as const]) {
      const headers = { ...json, ...sign?.(body) };
      expect((await send("/api/webhooks/instagram", { body, headers })).status).toBe(status);
    }
    expect(await refusals()).toEqual({ "instagram wrong_signature": 1, "instagram not_understood": 1 });
  });
});

describe("a challenge", () => {
  it("is answered verbatim, and refused without the token", async () => {
    const token = open.house.config.platforms.threads?.webhookVerifyToken ?? "";
    for (const source of ["instagram", "threads"]) {
      const ask = `/api/webhooks/${source}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=`;
      const right = await send(ask + token, { method: "GET" });
      expect([right.status, right.body]).toEqual([200, "42"]);
      expect((await send(`${ask}wrong`, { method: "GET" })).status).toBe(403);
    }
    expect(await refusals()).toEqual({ "instagram challenge": 1, "threads challenge": 1 });
  });
});

describe("/api/workers/webhooks", () => {
  const address = "/api/workers/webhooks";
  const work = (headers: HeaderMap) => send(address, { headers });

  /** As by a process that died between the answer and the effect. */
  async function leftBehind(count: number): Promise<void> {
    await expect.poll(() => database.db.webhookEvent.count({ where: { status: "ignored" } })).toBe(count);
    const receivedAt = new Date(Date.now() - 10_000);
    const asTheyCame = { status: "received", attempts: 0, lastError: null, history: [], receivedAt } as const;
    await database.db.webhookEvent.updateMany({ data: asTheyCame });
  }

  it("does what is due, for whoever knows the secret, and says how much that was", async () => {
    const event = (n: number) => JSON.stringify({ ...stripeEvent, id: `evt_${n}` });
    const [stripe] = doors.filter(({ source }) => source === "stripe");
    for (let n = 0; n < 5; n++)
      await send("/api/webhooks/stripe", { body: event(n), headers: { ...json, ...stripe?.sign(event(n)) } });
    await leftBehind(5);
    const answer = await work({ authorization: `Bearer ${WORKER}` });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { success: true, processed: 5 }]);
    const events = await database.db.webhookEvent.findMany();
    expect(new Set(events.map(({ status, lastError }) => `${status}: ${lastError}`))).toEqual(
      new Set(["ignored: nothing acts on stripe invoice.paid yet"]),
    );
    const again = await work({ "x-worker-secret": WORKER });
    expect(JSON.parse(again.body)).toEqual({ success: true, processed: 0 });
  });

  it.each<[string, HeaderMap]>([
    ["no secret", {}],
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["an empty one", { "x-worker-secret": "" }],
    ["another scheme", { authorization: `Basic ${WORKER}` }],
    ["a header twice", { "x-worker-secret": [WORKER, WORKER] }],
    ["one right and one wrong", { authorization: `Bearer ${WORKER}`, "x-worker-secret": "wrong" }],
  ])("refuses %s", async (_, headers) => {
    const answer = await work(headers);
    expect([answer.status, codeOf(answer)]).toEqual([401, "UNAUTHORIZED"]);
  });

  it("says that it is there, and which methods it takes", async () => {
    const status = await send(address, { method: "GET" });
    expect(JSON.parse(status.body)).toEqual({ status: "ok", worker: "webhook-processor" });
    const wrong = await send(address, { method: "DELETE", headers: { "x-worker-secret": WORKER } });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, POST"]);
  });
});

// Last: it uses up the minute.
it("Apify's address has a bound of its own, whichever way it is called, and what it turns away is counted", async () => {
  const answers: Answer[] = [];
  for (let n = 0; n < 125; n++)
    answers.push(
      await send(n % 2 ? "/api/webhooks/apify" : "/api/ai/content-trends/webhook", { body: "{}" }),
    );
  const turnedAway = answers.filter(({ status }) => status === 429);
  expect(turnedAway.length).toBeGreaterThanOrEqual(5);
  expect(turnedAway[0]?.headers["retry-after"]).toBeDefined();
  expect((await refusals())["apify rate_limited"]).toBe(turnedAway.length);
  expect((await send("/api/webhooks/stripe", { body: "{}" })).status).toBe(401);
});
