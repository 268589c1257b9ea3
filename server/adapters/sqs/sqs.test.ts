import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SqsDouble, startSqs } from "#e2e/doubles/sqs.ts";
import { type RecordedLog, silentLog } from "#e2e/support/log.ts";
import { createAlarmRows } from "#jobs/alarm-rows.ts";
import { createBell } from "#jobs/bell.ts";
import { type Bench, bench, done, noFaults, type TestServices, testRegistry } from "#jobs/test-support.ts";
import { systemClock } from "#server/core/clock.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, QueueMessage } from "#server/core/ports.ts";
import { openSqs } from "./client.ts";
import { createSqsConsumer, type SqsConsumer } from "./sqs-consumer.ts";
import { createSqsQueue } from "./sqs-queue.ts";

const eventually = (check: () => unknown) => expect.poll(check, { timeout: 15_000, interval: 20 });

describe("arming on SQS", () => {
  let sqs: SqsDouble;
  let armed: string[];
  const queue = () => {
    armed = [];
    const rows = {
      tick: async () => undefined,
      take: async () => [],
      armed: async (ids: string[]) => void armed.push(...ids),
      nextDueAt: async () => undefined,
    };
    return createSqsQueue({ place: openSqs(sqs.options), rows, clock: systemClock, log: silentLog() });
  };
  const message = (inMs: number): QueueMessage => ({
    jobId: newId(),
    name: "mail.send",
    runAt: new Date(Date.now() + inMs),
  });
  beforeEach(async () => {
    sqs = await startSqs();
  });
  afterEach(() => sqs.close());

  it("delays what is due within a quarter of an hour, and leaves the rest to the sweep", async () => {
    const [now, soon, later] = [message(0), message(600_000), message(901_000)];
    await queue().arm([now, soon, later]);
    const { ready, delayed } = sqs.messages();
    expect(ready).toEqual([JSON.stringify({ jobId: now.jobId, name: "mail.send" })]);
    expect(delayed).toEqual([JSON.stringify({ jobId: soon.jobId, name: "mail.send" })]);
    expect(armed).toEqual([now.jobId, soon.jobId]);
  });

  it("marks nothing as armed that the queue did not take", async () => {
    const broken = queue();
    await sqs.close();
    await expect(broken.arm([message(0)])).rejects.toMatchObject({
      service: "sqs",
      code: "NETWORK_ERROR",
      retryable: true,
    });
    expect(armed).toEqual([]);
    sqs = await startSqs();
  });

  it("names a queue that is not there as a lasting error", async () => {
    sqs.options.queueUrl = sqs.options.queueUrl.replace("jobs", "no-such-queue");
    await expect(queue().arm([message(0)])).rejects.toMatchObject({
      code: "UPSTREAM_ERROR",
      retryable: false,
      providerCode: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/),
    });
  });
});

describe("the worker", () => {
  let sqs: SqsDouble;
  let jobs: Bench;
  let log: RecordedLog;
  let work: TestServices["run"];
  const open: SqsConsumer[] = [];

  /** Whoever stands at the other end of the queue, on the real ledger. */
  async function worker(
    clock: Clock = systemClock,
    over: Partial<Parameters<typeof createSqsConsumer>[0]> = {},
  ) {
    const bell = createBell({
      db: jobs.db,
      clock,
      log,
      registry: testRegistry,
      services: { run: (payload, context, name) => work(payload, context, name) },
      queue: { arm: async () => undefined },
      faults: noFaults,
    });
    const consumer = createSqsConsumer({
      place: openSqs(sqs.options),
      ring: bell,
      clock,
      log,
      waitS: 1,
      ...over,
    });
    open.push(consumer);
    await consumer.start();
    return consumer;
  }
  const ring = (jobId: string, name = "mail.send") => sqs.send(JSON.stringify({ jobId, name }));
  const nothingLeft = () => {
    const { ready, delayed, inFlight } = sqs.messages();
    return ready.length + delayed.length + inFlight.length;
  };

  beforeEach(async () => {
    log = silentLog();
    work = async () => done;
    sqs = await startSqs({ maxReceives: 2 });
    jobs = await bench(systemClock, { run: async () => done });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((consumer) => consumer.stop()));
    await sqs.close();
    await jobs.database.close();
  });

  it("runs a row once, however often its message comes and however many workers there are", async () => {
    const runs: string[] = [];
    work = async (_payload, { jobId }) => {
      runs.push(jobId);
      return done;
    };
    const jobId = await jobs.enqueue();
    await Promise.all([worker(), worker()]);
    for (let i = 0; i < 6; i++) ring(jobId);
    await eventually(nothingLeft).toBe(0);
    expect(runs).toEqual([jobId]);
    expect(await jobs.row(jobId)).toMatchObject({ status: "done", fence: 1 });
  });

  it("deletes a message after its outcome is recorded, never before", async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    work = async () => {
      await mayEnd;
      return done;
    };
    const jobId = await jobs.enqueue();
    await worker();
    ring(jobId);
    await eventually(async () => (await jobs.row(jobId)).status).toBe("running");
    expect(sqs.messages().inFlight).toHaveLength(1);
    end();
    await eventually(nothingLeft).toBe(0);
    expect(await jobs.row(jobId)).toMatchObject({ status: "done" });
  });

  it("keeps a message from others for as long as its job runs", async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    work = async () => {
      await mayEnd;
      return done;
    };
    const jobId = await jobs.enqueue();
    // Ten seconds between two words to the queue are over in one here.
    await worker({ ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) });
    ring(jobId);
    await eventually(() => sqs.heldUntil()).toBeDefined();
    const first = sqs.heldUntil() ?? 0;
    await eventually(() => (sqs.heldUntil() ?? 0) - first).toBeGreaterThan(1_500);
    end();
    await eventually(nothingLeft).toBe(0);
  });

  it("is done with a message whose row is dead: the row stays for somebody to look at", async () => {
    work = () => Promise.reject(new AppError("VALIDATION_ERROR", "never"));
    const jobId = await jobs.enqueue();
    await worker();
    ring(jobId);
    await eventually(nothingLeft).toBe(0);
    expect(await jobs.row(jobId)).toMatchObject({ status: "dead", lastErrorCode: "VALIDATION_ERROR" });
    expect(sqs.messages().dead).toEqual([]);
  });

  it("leaves what it cannot record to the next one", async () => {
    const jobId = await jobs.enqueue();
    const away = () => Promise.reject(new Error("the database is away"));
    const first = await worker(systemClock, { ring: away });
    ring(jobId);
    await eventually(() => log.lines.some(({ message }) => message.includes("comes back"))).toBe(true);
    await first.stop();
    await worker();
    await eventually(async () => (await jobs.row(jobId)).status).toBe("done");
    await eventually(nothingLeft).toBe(0);
  });

  it("leaves messages nobody understands to the dead-letter queue, and goes on with the others", async () => {
    const poison = ["no JSON", "{}", JSON.stringify({ jobId: newId(), name: "no.such.job" })];
    await worker();
    for (const body of poison) sqs.send(body);
    const jobId = await jobs.enqueue();
    ring(jobId);
    await eventually(async () => (await jobs.row(jobId)).status).toBe("done");
    await expect.poll(() => sqs.messages().dead.toSorted(), { timeout: 19_000 }).toEqual(poison.toSorted());
  }, 25_000);

  it("drops them after five tries where there is no such queue", async () => {
    await sqs.close();
    sqs = await startSqs();
    // Rests of five seconds and more are told to the server; here they are over at once.
    const place = openSqs(sqs.options);
    place.client.middlewareStack.add(
      (next) => (args) => {
        const input = args.input as { VisibilityTimeout?: number; ReceiptHandle?: string };
        if (input.ReceiptHandle && input.VisibilityTimeout) input.VisibilityTimeout = 0;
        return next(args);
      },
      { step: "initialize", name: "impatience" },
    );
    await worker(systemClock, { place });
    sqs.send("no JSON");
    await eventually(() => log.lines.filter(({ message }) => message === "message dropped").length).toBe(1);
    await eventually(nothingLeft).toBe(0);
    expect(log.lines.filter(({ message }) => message.includes("comes back"))).toHaveLength(4);
  });

  it("takes no more when told to stop, and waits for what is in hand", async () => {
    let finished = 0;
    work = async () => {
      await systemClock.sleep(500);
      finished += 1;
      return done;
    };
    const consumer = await worker(systemClock, { concurrency: 2 });
    const ids = await Promise.all(Array.from({ length: 6 }, () => jobs.enqueue()));
    for (const id of ids) ring(id);
    await eventually(() => jobs.db.job.count({ where: { status: "running" } })).toBe(2);
    await consumer.stop();
    expect(finished).toBe(2);
    expect(sqs.messages().ready).toHaveLength(4);
    expect(await jobs.db.job.count({ where: { status: "done" } })).toBe(2);
    expect(await jobs.db.job.count({ where: { status: "running" } })).toBe(0);
  });

  it("does not begin where the queue is not there", async () => {
    const place = openSqs({ ...sqs.options, queueUrl: `${sqs.options.queueUrl}-missing` });
    await expect(worker(systemClock, { place })).rejects.toMatchObject({ service: "sqs", retryable: false });
    open.splice(0);
  });

  it("goes on when the queue was away for a while", async () => {
    const jobId = await jobs.enqueue();
    let fails = 2;
    const place = openSqs(sqs.options);
    place.client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === "ReceiveMessageCommand" && fails-- > 0)
          throw new Error("connection lost");
        return next(args);
      },
      { step: "initialize", name: "outage" },
    );
    await worker(systemClock, { place });
    ring(jobId);
    await eventually(async () => (await jobs.row(jobId)).status).toBe("done");
    expect(log.lines.filter(({ message }) => message === "queue not polled")).toHaveLength(2);
  });

  it("meets rows that the sweep armed on time, and runs them", async () => {
    const jobId = await jobs.enqueue(new Date(Date.now() - 60_000));
    const rows = createAlarmRows({ db: jobs.db, clock: systemClock });
    const queue = createSqsQueue({ place: openSqs(sqs.options), rows, clock: systemClock, log });
    await worker();
    await queue.sweep();
    await eventually(async () => (await jobs.row(jobId)).status).toBe("done");
  });
});
