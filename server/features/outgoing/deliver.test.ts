import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  outgoingBench,
  type Received,
  type Receiver,
  startReceiver,
} from "./outgoing.fixture.ts";
import { WAITS_MS } from "./schedule.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let receiver: Receiver;
let bench: Bench;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
beforeEach(async () => {
  bench = await outgoingBench(database);
  receiver.received.length = 0;
  receiver.status(200);
});
afterEach(async () => {
  await database.db.job.deleteMany();
  await database.db.organization.deleteMany();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const endpointAt = (url = `${receiver.url}/hooks`) =>
  bench.service.create(bench.actor, {
    ...{ url, description: "", events: ["post.published"] as ["post.published"] },
  });
const deliveries = () =>
  database.db.outgoingDelivery.findMany({ include: { log: { orderBy: { number: "asc" } } } });
const endpointRow = (id: string) => database.db.outgoingEndpoint.findUniqueOrThrow({ where: { id } });

/** What a receiver does, with somebody else's library, at the time it got the request. */
function verified(secret: string, { headers, body }: Received): unknown {
  vi.useFakeTimers({ toFake: ["Date"], now: bench.clock.now() });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

describe("a message", () => {
  it("arrives signed, with type, time and data, and is written into the log", async () => {
    const { secret } = await endpointAt();
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    const [request] = receiver.received;
    expect(verified(secret, request as Received)).toMatchObject({
      type: "post.published",
      timestamp: "2026-03-02T10:00:00.000Z",
      data: { remoteId: "17900", account: { network: "net", handle: "ann" } },
    });
    const [delivery] = await deliveries();
    expect(request?.headers).toMatchObject({
      "webhook-id": delivery?.messageId,
      "content-type": "application/json",
    });
    expect(delivery).toMatchObject({ status: "delivered", attempts: 1, nextAttemptAt: null });
    expect(delivery?.log).toMatchObject([{ number: 1, ok: true, statusCode: 200, errorCode: null }]);
  });

  it("carries the same id and body at every attempt, and the time of each", async () => {
    const { secret } = await endpointAt();
    receiver.status(500);
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    await bench.next();
    const [first, second] = receiver.received;
    expect(verified(secret, second as Received)).toBeTruthy();
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(Number(second?.headers["webhook-timestamp"])).toBe(
      Number(first?.headers["webhook-timestamp"]) + 5,
    );
  });

  it("is tried ten times over three days by the schedule, then given up", async () => {
    await endpointAt();
    receiver.status(500);
    const startedAt = bench.clock.now().getTime();
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    while (await bench.next());
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: "failed", attempts: 10, nextAttemptAt: null });
    const waits = delivery?.log.map(({ at }) => at.getTime() - startedAt) ?? [];
    const expected = WAITS_MS.map((_, index) => WAITS_MS.slice(0, index + 1).reduce((a, b) => a + b, 0));
    expect(waits).toEqual([0, ...expected]);
    expect(waits.at(-1)).toBeGreaterThan(3 * DAY_MS);
    expect(receiver.received).toHaveLength(10);
  });

  it("goes on where it stopped once its endpoint is well again, which forgets the trouble", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(503);
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    expect((await endpointRow(endpoint.id)).failingSince).toEqual(bench.clock.now());
    receiver.status(204);
    await bench.next();
    expect((await deliveries())[0]).toMatchObject({ status: "delivered", attempts: 2 });
    expect(await endpointRow(endpoint.id)).toMatchObject({ failingSince: null, exhausted: 0 });
  });

  it.each([
    ["a redirect", (r: Receiver) => r.status(302, { location: `${r.url}/elsewhere` }), 302],
    ["a refusal", (r: Receiver) => r.status(400), 400],
    ["an informal 300", (r: Receiver) => r.status(300), 300],
  ])("is not delivered by %s", async (_what, answer, statusCode) => {
    await endpointAt();
    answer(receiver);
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: "pending", attempts: 1 });
    expect(delivery?.log[0]).toMatchObject({ ok: false, statusCode });
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hooks"]);
  });

  it.each([429, 503])("waits as long as a %i asks, and no shorter than the schedule", async (status) => {
    await endpointAt();
    receiver.status(status, { "retry-after": "3600" });
    const at = bench.clock.now().getTime();
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    expect((await deliveries())[0]?.nextAttemptAt?.getTime()).toBe(at + HOUR_MS);
    receiver.status(status, { "retry-after": "1" });
    await bench.next();
    expect((await deliveries())[0]?.nextAttemptAt?.getTime()).toBe(at + HOUR_MS + 300_000);
  });

  it("of a receiver that hangs is given up after 15 s and tried again", async () => {
    await endpointAt();
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    receiver.answer(() => resolve());
    await bench.announce({ cause: "t1:1" });
    const done = bench.workOff();
    await arrived;
    await bench.clock.advance(14_999);
    expect((await deliveries())[0]).toMatchObject({ attempts: 0 });
    await bench.clock.advance(1);
    await done;
    const [delivery] = await deliveries();
    expect(delivery?.log).toMatchObject([
      { ok: false, statusCode: null, errorCode: "TIMEOUT", durationMs: 15_000 },
    ]);
    expect(delivery?.status).toBe("pending");
  });

  it.each([200, 500])("is recorded once when several were at it, answered %i", async (status) => {
    await endpointAt();
    receiver.status(status);
    await bench.announce({ cause: "t1:1" });
    const [delivery] = await deliveries();
    const job = { deliveryId: delivery?.id ?? "", round: 1 };
    await Promise.all([1, 2, 3].map(() => bench.jobs.deliver(job, new AbortController().signal)));
    expect((await deliveries())[0]).toMatchObject({
      attempts: 1,
      tries: 1,
      log: [{ number: 1, statusCode: status }],
    });
  });
});

describe("the log", () => {
  it("keeps a kilobyte of an answer, without secrets and without what a text cannot hold", async () => {
    await endpointAt();
    const token = `Bearer ${"a".repeat(30)}`;
    receiver.answer((response) => response.writeHead(500).end(`\0${token} é${"x".repeat(5_000)}`));
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    const excerpt = (await deliveries())[0]?.log[0]?.excerpt ?? "";
    expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(1024);
    expect(excerpt).toMatch(/^Bearer \[redacted\] éx+$/);
  });

  it("takes an answer longer than we read for what its status says", async () => {
    await endpointAt();
    receiver.answer((response) => response.writeHead(200).end("x".repeat(200_000)));
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    expect((await deliveries())[0]).toMatchObject({ status: "delivered" });
  });
});

describe("an endpoint", () => {
  it("that answers 410 is switched off at once, and its people are told once", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(500);
    await bench.announce({ cause: "early:1" });
    await bench.workOff();
    receiver.status(410);
    await bench.announce({ cause: "late:1" });
    await bench.workOff();
    expect(await endpointRow(endpoint.id)).toMatchObject({ status: "disabled", disabledReason: "gone" });
    expect((await deliveries()).map(({ status }) => status).sort()).toEqual(["canceled", "failed"]);
    expect(bench.notices).toMatchObject([
      {
        type: "webhook.gone",
        mail: true,
        params: { host: receiver.host },
        href: `/settings/webhooks/${endpoint.id}`,
      },
    ]);
    await bench.announce({ cause: "after:1" });
    expect(await deliveries()).toHaveLength(2);
  });

  it("that fails for five days is switched off and its people are told", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(500);
    for (let day = 0; day <= 5; day++) {
      await bench.announce({ cause: `day-${day}` });
      await bench.workOff();
      if (day < 5) expect((await endpointRow(endpoint.id)).status).toBe("active");
      await bench.clock.advance(DAY_MS);
    }
    expect(await endpointRow(endpoint.id)).toMatchObject({ status: "disabled", disabledReason: "failing" });
    expect(bench.notices.map(({ type }) => type)).toEqual(["webhook.failing"]);
  });

  it("that lets five messages run out is switched off", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(500);
    for (const cause of ["a", "b", "c", "d", "e", "f"]) await bench.announce({ cause });
    while (await bench.next());
    expect(await endpointRow(endpoint.id)).toMatchObject({ status: "disabled", disabledReason: "failing" });
    expect(bench.notices).toHaveLength(1);
    expect(
      (await deliveries())
        .map(({ status }) => status)
        .sort()
        .slice(0, 2),
    ).toEqual(["canceled", "failed"]);
  });

  it("that takes one message in between is left on", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(500);
    await bench.announce({ cause: "a" });
    await bench.workOff();
    await bench.clock.advance(4 * DAY_MS);
    receiver.status(200);
    await bench.announce({ cause: "b" });
    await bench.workOff();
    receiver.status(500);
    await bench.clock.advance(4 * DAY_MS);
    await bench.announce({ cause: "c" });
    await bench.workOff();
    expect((await endpointRow(endpoint.id)).status).toBe("active");
    expect(bench.notices).toEqual([]);
  });

  it("switched on again begins anew, and takes by hand what it missed", async () => {
    const { endpoint } = await endpointAt();
    receiver.status(410);
    await bench.announce({ cause: "a" });
    await bench.workOff();
    receiver.status(200);
    await bench.service.enable(bench.actor, endpoint.id);
    const [missed] = await deliveries();
    await bench.service.resend(bench.actor, missed?.id ?? "");
    await bench.workOff();
    expect((await deliveries())[0]).toMatchObject({ status: "delivered", round: 2, attempts: 2 });
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([
      missed?.messageId,
      missed?.messageId,
    ]);
  });

  it("is tested with a real event that is tried once and blames nobody", async () => {
    const { endpoint, secret } = await endpointAt();
    receiver.status(500);
    await bench.service.test(bench.actor, endpoint.id);
    await bench.workOff();
    expect(verified(secret, receiver.received[0] as Received)).toMatchObject({
      type: "webhook.test",
      data: {},
    });
    expect((await deliveries())[0]).toMatchObject({ status: "failed", attempts: 1 });
    expect((await endpointRow(endpoint.id)).failingSince).toBeNull();
    await bench.service.disable(bench.actor, endpoint.id);
    receiver.status(200);
    await bench.service.test(bench.actor, endpoint.id);
    await bench.workOff();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["failed", "delivered"]);
  });
});

describe("a new secret", () => {
  it("signs beside the old one for a day, and alone afterwards", async () => {
    const { endpoint, secret: old } = await endpointAt();
    const { secret: fresh } = await bench.service.rotate(bench.actor, endpoint.id);
    await bench.announce({ cause: "a" });
    await bench.workOff();
    for (const secret of [old, fresh])
      expect(verified(secret, receiver.received[0] as Received)).toBeTruthy();
    await bench.clock.advance(DAY_MS);
    await bench.announce({ cause: "b" });
    await bench.workOff();
    expect(verified(fresh, receiver.received[1] as Received)).toBeTruthy();
    expect(() => verified(old, receiver.received[1] as Received)).toThrow("No matching signature");
  });

  it("is told once: nothing else shows it, and the database holds it sealed", async () => {
    const { endpoint, secret } = await endpointAt();
    const shown = JSON.stringify([
      await bench.service.endpoints(bench.actor),
      await bench.service.endpoint(bench.actor, endpoint.id),
      await endpointRow(endpoint.id),
    ]);
    expect(shown).not.toContain(secret.slice(6));
  });
});

describe("an address", () => {
  it("of a private network is refused at once, in production this machine's as well", async () => {
    const strict = await outgoingBench(database, { loopbackToo: false });
    const create = (to: Bench, url: string) =>
      to.service.create(to.actor, { url, description: "", events: ["post.failed"] });
    const bad = ["ftp://example.com", "http://example.com/", "https://10.0.0.1/", "https://a:b@example.com/"];
    for (const url of [
      ...bad,
      "https://example.com:22/",
      "https://[::ffff:7f00:1]/",
      "https://db/",
      "nonsense",
    ])
      await expect(create(bench, url), url).rejects.toMatchObject({ userMessage: "ADDRESS_NOT_ALLOWED" });
    for (const url of [receiver.url, "https://localhost/", "https://127.0.0.1/"])
      await expect(create(strict, url), url).rejects.toMatchObject({ userMessage: "ADDRESS_NOT_ALLOWED" });
    await expect(create(strict, "https://hooks.example.com/x")).resolves.toBeTruthy();
  });

  it("that leads inside when it is dialled gets nothing, whatever it was before", async () => {
    const { endpoint } = await endpointAt();
    // A name would have been judged harmless when it was entered; this is what it resolves to today.
    await database.db.outgoingEndpoint.update({
      where: { id: endpoint.id },
      data: { url: `https://169.254.169.254/latest` },
    });
    await bench.announce({ cause: "a" });
    await bench.workOff();
    const [delivery] = await deliveries();
    expect(delivery?.log).toMatchObject([{ ok: false, statusCode: null, errorCode: "ADDRESS_NOT_ALLOWED" }]);
    expect(delivery?.status).toBe("pending");
  });
});

it("keeps its clock when many messages wait for a dead endpoint: none is lost to the breaker", async () => {
  await endpointAt();
  receiver.answer((response) => response.destroy());
  for (let count = 0; count < 30; count++) {
    await bench.announce({ cause: `c${count}` });
    await bench.workOff();
  }
  const rows = await deliveries();
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  expect(attempts).toBeLessThan(30);
  expect(rows.every(({ status }) => status === "pending")).toBe(true);
  receiver.status(200);
  while (await bench.next());
  expect((await deliveries()).every(({ status }) => status === "delivered")).toBe(true);
});
