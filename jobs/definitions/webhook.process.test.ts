import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createDeliveryVerifier } from "#server/core/delivery-signature.ts";
import { AppError } from "#server/core/errors.ts";
import type { EventBus, QueueMessage } from "#server/core/ports.ts";
import { createUnitOfWork, type Tx } from "#server/features/unit-of-work.ts";
import type { EffectResult, WebhookEffects } from "#server/webhooks/effects.ts";
import { createDeliver, type Deliver } from "../deliver.ts";
import { createJobRegistry, type JobDefinitions } from "../registry.ts";
import { replayWebhookEvent } from "../replay.ts";
import { keys, noFaults, SELF_URL, signedDelivery } from "../test-support.ts";
import { openTraces, storedEvent, type Traces } from "../webhook-events.fixture.ts";
import { webhookProcess } from "./webhook.process.ts";
import type { WebhookProcessServices } from "./webhook-apply.ts";

const clock = testClock();
const EVENTS: EventBus = { publish: async () => undefined, subscribe: async function* () {} };
let database: TestDatabase;
let traces: Traces;
let services: WebhookProcessServices;
let deliver: Deliver;
let armed: QueueMessage[];
let settle: (tx: Tx) => Promise<EffectResult>;

beforeAll(async () => {
  database = await testDatabase();
  traces = await openTraces(database.db);
  const { db } = database;
  const log = silentLog();
  const queue = {
    arm: async (messages: QueueMessage[]) => void armed.push(...messages),
    start: async () => undefined,
    stop: async () => undefined,
  };
  const webhookEffects: WebhookEffects<Tx> = {
    settlePublication: (tx) => settle(tx),
    connectionRevoked: (tx) => settle(tx),
    messageReceived: (tx) => settle(tx),
  };
  const unitOfWork = createUnitOfWork({ db, queue, events: EVENTS, clock, log });
  services = { db, unitOfWork, webhookEffects, clock };
  const only = { "webhook.process": webhookProcess } as unknown as JobDefinitions<WebhookProcessServices>;
  const verify = createDeliveryVerifier({ keys, baseUrl: SELF_URL, clock });
  const registry = createJobRegistry(only);
  deliver = createDeliver({ db, clock, log, registry, services, verify, queue, faults: noFaults });
});
beforeEach(() => {
  armed = [];
  settle = async (tx) => {
    await traces.leave(tx);
    return "applied";
  };
});
afterEach(async () => {
  await database.db.webhookDelivery.deleteMany();
  await database.db.job.deleteMany();
  await traces.clear();
});
afterAll(() => database.close());

/** An event as the receiver leaves it, with its job. */
async function received(type = "post.publish.complete", maxAttempts = 12): Promise<string> {
  const now = clock.now();
  const eventId = await storedEvent(database.db, { type, receivedAt: now });
  await database.db.job.create({
    data: { name: "webhook.process", key: eventId, payload: { eventId }, runAt: now, maxAttempts },
  });
  return eventId;
}
const event = (id: string) => database.db.webhookEvent.findUniqueOrThrow({ where: { id } });
const job = (eventId: string) => database.db.job.findFirstOrThrow({ where: { key: eventId } });
async function ring(eventId: string): Promise<unknown> {
  const { id: jobId } = await job(eventId);
  const response = await deliver(
    "webhook.process",
    await signedDelivery(clock, "webhook.process", { jobId }),
  );
  return ((await response.json()) as { outcome?: string }).outcome;
}
const broken = async (): Promise<EffectResult> => {
  throw new AppError("UNAVAILABLE", "the store is away", { retryable: true });
};

describe("a webhook event", () => {
  it("is applied, and says so", async () => {
    const id = await received();
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({
      status: "done",
      attempts: 1,
      processedAt: clock.now(),
      lastError: null,
    });
    expect(await traces.count()).toBe(1);
  });

  it("is applied once, however often and from however many sides its job runs", async () => {
    const id = await received();
    settle = async (tx) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await traces.leave(tx);
      return "applied";
    };
    const context = {
      jobId: "j",
      attempt: 1,
      fence: 1,
      signal: new AbortController().signal,
      log: silentLog(),
    };
    await Promise.all(
      Array.from({ length: 8 }, () => webhookProcess.run({ eventId: id }, services, context)),
    );
    await webhookProcess.run({ eventId: id }, services, context);
    expect(await traces.count()).toBe(1);
    expect(await event(id)).toMatchObject({ status: "done" });
  });

  it("leaves neither effect nor state when applying breaks in the middle, and is tried again", async () => {
    const id = await received();
    settle = async (tx) => {
      await traces.leave(tx);
      return broken();
    };
    expect(await ring(id)).toBe("retry");
    expect(await traces.count()).toBe(0);
    expect(await event(id)).toMatchObject({
      status: "failed",
      lastError: "the store is away",
      processedAt: null,
    });
    settle = async (tx) => {
      await traces.leave(tx);
      return "applied";
    };
    await clock.advance(10_000);
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({ status: "done", attempts: 2, lastError: null });
    expect(await traces.count()).toBe(1);
  });

  it("that nothing acts on is ignored, with the reason, and its feature is not asked", async () => {
    const id = await received("portability.download.ready");
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({
      status: "ignored",
      lastError: "nothing acts on tiktok portability.download.ready",
    });
    expect(await traces.count()).toBe(0);
  });

  it("that overtakes the answer it speaks of waits, and is applied once that is known", async () => {
    const id = await received();
    settle = async () => "unknown";
    expect(await ring(id)).toBe("again");
    expect(await event(id)).toMatchObject({ status: "received" });
    expect((await job(id)).runAt).toEqual(new Date(clock.now().getTime() + 15_000));
    settle = async (tx) => {
      await traces.leave(tx);
      return "applied";
    };
    await clock.advance(15_000);
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({ status: "done" });
  });

  it("that means nothing of ours is ignored after two minutes", async () => {
    const id = await received();
    settle = async () => "unknown";
    for (let i = 0; i < 8; i++) {
      expect(await ring(id)).toBe("again");
      await clock.advance(15_000);
    }
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({ status: "ignored", lastError: "nothing of ours is meant" });
  });

  it("that poisons its handler ends dead with the reason, visible, and is applied once when replayed", async () => {
    const id = await received("post.publish.complete", 2);
    settle = broken;
    expect(await ring(id)).toBe("retry");
    await clock.advance(60_000);
    expect(await ring(id)).toBe("dead");
    expect(await event(id)).toMatchObject({ status: "dead", lastError: "the store is away" });
    expect(await job(id)).toMatchObject({ status: "dead", lastErrorCode: "UNAVAILABLE" });
    settle = async (tx) => {
      await traces.leave(tx);
      return "applied";
    };
    const replays = await Promise.all([1, 2, 3].map(() => replayWebhookEvent(services.unitOfWork, id)));
    expect(replays.filter(Boolean)).toHaveLength(1);
    expect(armed.at(-1)).toMatchObject({ jobId: (await job(id)).id, name: "webhook.process" });
    expect(await ring(id)).toBe("done");
    expect(await event(id)).toMatchObject({ status: "done", lastError: null });
    expect(await traces.count()).toBe(1);
    expect(await replayWebhookEvent(services.unitOfWork, id)).toBe(false);
  });

  it("whose process died on the last try is dead too", async () => {
    const id = await received("post.publish.complete", 1);
    await database.db.webhookEvent.update({ where: { id }, data: { status: "processing" } });
    await database.db.job.updateMany({
      where: { key: id },
      data: { status: "running", attempts: 1, leaseUntil: new Date(clock.now().getTime() - 1) },
    });
    expect(await ring(id)).toBe("dead");
    expect(await event(id)).toMatchObject({ status: "dead", lastError: "the process died during every try" });
  });

  it("keeps no secret in its reason", async () => {
    const id = await received();
    settle = async () => {
      throw new Error("refused access_token=IGQVJsecretsecretsecretsecret for creator@example.com");
    };
    await ring(id);
    expect((await event(id)).lastError).not.toMatch(/IGQVJ|creator@/);
  });

  it("that was pruned meanwhile ends its job quietly", async () => {
    const id = await received();
    await database.db.webhookDelivery.deleteMany();
    expect(await ring(id)).toBe("done");
  });
});
