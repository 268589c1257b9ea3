import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { AppError } from "#server/core/errors.ts";
import type { JobContext, JobFailure, JobResult } from "./job.ts";
import { replayJob } from "./replay.ts";
import { type Bench, bench, done, signedDelivery } from "./test-support.ts";

const clock = testClock();
let handle: (payload: unknown, context: JobContext) => Promise<JobResult>;
let deaths: JobFailure[] = [];
let tellDeath: () => Promise<void>;
let jobs: Bench;
let runs = 0;

beforeAll(async () => {
  jobs = await bench(clock, {
    run: (payload, context) => {
      runs++;
      return handle(payload, context);
    },
    dead: async (_payload, failure) => {
      deaths.push(failure);
      await tellDeath();
    },
  });
});
afterAll(() => jobs.database.close());
beforeEach(() => {
  runs = 0;
  deaths = [];
  handle = async () => done;
  tellDeath = async () => undefined;
});

const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
const offline = (options = {}) => new AppError("NETWORK_ERROR", "no route", { retryable: true, ...options });

/** Waits until the lease reaches further than this from now, or the try is over. */
const leaseBeyond = (jobId: string, ms: number) =>
  expect
    .poll(async () => (await jobs.row(jobId)).leaseUntil?.getTime() ?? Number.POSITIVE_INFINITY, {
      timeout: 10_000,
    })
    .toBeGreaterThan(clock.now().getTime() + ms);

/** A promise the test settles when it wants. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("claiming", () => {
  it("runs the handler once for twenty racing deliveries of one row", async () => {
    const jobId = await jobs.enqueue();
    const answers = await Promise.all(Array.from({ length: 20 }, () => jobs.ring(jobId)));
    expect(runs).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === "done")).toHaveLength(1);
    expect(await jobs.row(jobId)).toMatchObject({ status: "done", attempts: 1, fence: 1, leaseUntil: null });
  });

  it("leaves a row alone that is not due, and lets its alarm be armed again", async () => {
    const jobId = await jobs.enqueue(inMs(60_000));
    await jobs.db.job.update({ where: { id: jobId }, data: { armedUntil: inMs(600_000) } });
    expect(await jobs.ring(jobId)).toEqual({ jobId, found: "not-due" });
    expect(runs).toBe(0);
    expect(await jobs.row(jobId)).toMatchObject({ status: "pending", attempts: 0, armedUntil: null });
  });

  it.each(["done", "dead", "canceled"] as const)("runs nothing for a row that is %s", async (status) => {
    const jobId = await jobs.enqueue();
    await jobs.db.job.update({ where: { id: jobId }, data: { status } });
    expect(await jobs.ring(jobId)).toEqual({ jobId, found: status });
    expect(runs).toBe(0);
  });

  it("answers for a row that is gone, so that the transport stops asking", async () => {
    const jobId = "01930000-0000-7000-8000-000000000000";
    expect(await jobs.ring(jobId)).toEqual({ jobId, found: "missing" });
  });

  it("tells the handler its try and its fence", async () => {
    const seen: Partial<JobContext>[] = [];
    handle = async (_payload, { jobId, attempt, fence }) => {
      seen.push({ jobId, attempt, fence });
      if (attempt === 1) throw offline();
      return done;
    };
    const jobId = await jobs.enqueue();
    await jobs.ring(jobId);
    await clock.advance(10_000);
    await jobs.ring(jobId);
    expect(seen).toEqual([
      { jobId, attempt: 1, fence: 1 },
      { jobId, attempt: 2, fence: 2 },
    ]);
  });
});

describe("the lease", () => {
  it("is kept while the handler works, and nobody else gets the row", async () => {
    const { opened, open } = gate();
    handle = async () => {
      await opened;
      return done;
    };
    const jobId = await jobs.enqueue();
    const first = jobs.ring(jobId);
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
    for (let beat = 0; beat < 10; beat++) {
      await clock.advance(3_000);
      await leaseBeyond(jobId, 3_000);
    }
    expect(await jobs.ring(jobId)).toEqual({ jobId, found: "running" });
    open();
    expect(await first).toEqual({ jobId, outcome: "done" });
  });

  it("passes to the next worker when its holder fell silent, and the old one cannot record", async () => {
    const { opened, open } = gate();
    handle = async (_payload, { fence }) => {
      if (fence === 1) await opened;
      return { outcome: "done", note: `by fence ${fence}` };
    };
    const jobId = await jobs.enqueue();
    const silent = jobs.ring(jobId);
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
    await jobs.db.job.update({ where: { id: jobId }, data: { leaseUntil: inMs(-1) } });
    handle = async () => ({ outcome: "again", at: inMs(60_000) });
    expect(await jobs.ring(jobId)).toEqual({ jobId, outcome: "again" });
    open();
    expect(await silent).toEqual({ jobId, outcome: "lost" });
    expect(await jobs.row(jobId)).toMatchObject({ status: "pending", fence: 2, runAt: inMs(60_000) });
  });

  it("aborts a handler whose row belongs to somebody else now", async () => {
    let reason: unknown;
    handle = (_payload, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
          reject(offline());
        });
      });
    const jobId = await jobs.enqueue();
    const ringing = jobs.ring(jobId);
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
    await jobs.db.job.update({ where: { id: jobId }, data: { fence: 7 } });
    await clock.advance(3_000);
    expect(await ringing).toEqual({ jobId, outcome: "lost" });
    expect(reason).toMatchObject({ name: "LeaseLost" });
    expect(await jobs.row(jobId)).toMatchObject({ status: "running", fence: 7 });
  });

  it("ends a try whose time is up, and leaves a handler behind that does not heed the signal", async () => {
    handle = () => new Promise(() => undefined);
    const jobId = await jobs.enqueue();
    const ringing = jobs.ring(jobId);
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
    for (let beat = 0; beat < 22; beat++) {
      await clock.advance(3_000);
      await leaseBeyond(jobId, 3_000);
    }
    expect(await ringing).toEqual({ jobId, outcome: "retry" });
    expect(await jobs.row(jobId)).toMatchObject({ status: "pending", lastErrorCode: "TIMEOUT" });
  });

  it("makes a job dead whose process died during every try, without running it again", async () => {
    const jobId = await jobs.enqueue(undefined, 3);
    await jobs.db.job.update({
      where: { id: jobId },
      data: { status: "running", attempts: 3, fence: 3, leaseUntil: inMs(-1) },
    });
    expect(await jobs.ring(jobId)).toEqual({ jobId, outcome: "dead" });
    expect(runs).toBe(0);
    expect(deaths).toMatchObject([{ code: "INTERNAL_ERROR", attempts: 4 }]);
  });
});

describe("how a try ends", () => {
  it("rings again at the time the handler names, without using up the try", async () => {
    handle = async () => ({ outcome: "again", at: inMs(90_000), note: "still processing" });
    const jobId = await jobs.enqueue();
    expect(await jobs.ring(jobId)).toEqual({ jobId, outcome: "again" });
    expect(await jobs.row(jobId)).toMatchObject({ status: "pending", attempts: 0, runAt: inMs(90_000) });
    expect(jobs.armed.at(-1)).toEqual({ jobId, name: "mail.send", runAt: inMs(90_000) });
  });

  it("waits longer after each failure, and never less than half of the bound", async () => {
    handle = async () => {
      throw offline();
    };
    const jobId = await jobs.enqueue();
    for (const boundMs of [2_000, 4_000, 8_000, 16_000]) {
      expect(await jobs.ring(jobId)).toEqual({ jobId, outcome: "retry" });
      const { runAt } = await jobs.row(jobId);
      const waitMs = runAt.getTime() - clock.now().getTime();
      expect(waitMs).toBeGreaterThanOrEqual(boundMs / 2);
      expect(waitMs).toBeLessThanOrEqual(boundMs);
      expect(jobs.armed.at(-1)).toEqual({ jobId, name: "mail.send", runAt });
      clock.set(runAt);
    }
    expect(await jobs.row(jobId)).toMatchObject({ attempts: 4, lastErrorCode: "NETWORK_ERROR" });
  });

  it("rests as long as the other side asked for", async () => {
    handle = async () => {
      throw offline({ retryAfterMs: 3_600_000 });
    };
    const jobId = await jobs.enqueue();
    await jobs.ring(jobId);
    const { runAt } = await jobs.row(jobId);
    expect(runAt.getTime()).toBeGreaterThanOrEqual(clock.now().getTime() + 3_600_000);
    expect(runAt.getTime()).toBeLessThanOrEqual(clock.now().getTime() + 3_602_000);
  });

  it("makes a job dead at once on a final error, and says so before it is recorded", async () => {
    handle = async () => {
      throw new AppError("CONTENT_REJECTED", "the network refuses this text");
    };
    const jobId = await jobs.enqueue();
    let statusWhenTold: string | undefined;
    tellDeath = async () => {
      statusWhenTold = (await jobs.row(jobId)).status;
    };
    expect(await jobs.ring(jobId)).toEqual({ jobId, outcome: "dead" });
    expect(statusWhenTold).toBe("running");
    expect(deaths).toEqual([
      { code: "CONTENT_REJECTED", message: "the network refuses this text", attempts: 1 },
    ]);
    expect(await jobs.row(jobId)).toMatchObject({
      status: "dead",
      lastErrorCode: "CONTENT_REJECTED",
      lastError: "the network refuses this text",
    });
  });

  it("comes back to tell of a death that could not be told", async () => {
    handle = async () => {
      throw new AppError("CONTENT_REJECTED", "no");
    };
    tellDeath = async () => {
      if (deaths.length < 3) throw new Error("the database went away");
    };
    const jobId = await jobs.enqueue(undefined, 1);
    const outcomes: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      outcomes.push((await jobs.ring(jobId)).outcome);
      await clock.advance(10_000);
    }
    expect(outcomes).toEqual(["retry", "retry", "dead"]);
    expect(runs).toBe(1);
  });

  it("makes a job dead when its last try failed, with the last reason", async () => {
    handle = async () => {
      throw offline();
    };
    const jobId = await jobs.enqueue(undefined, 2);
    expect((await jobs.ring(jobId)).outcome).toBe("retry");
    await clock.advance(60_000);
    expect((await jobs.ring(jobId)).outcome).toBe("dead");
    expect(deaths).toEqual([{ code: "NETWORK_ERROR", message: "no route", attempts: 2 }]);
  });

  it("tries again after an error nobody classified", async () => {
    handle = async () => {
      throw new TypeError("undefined is not a function");
    };
    const jobId = await jobs.enqueue();
    expect((await jobs.ring(jobId)).outcome).toBe("retry");
    expect(await jobs.row(jobId)).toMatchObject({ lastErrorCode: "INTERNAL_ERROR" });
  });

  it("keeps no secret in the reason", async () => {
    handle = async () => {
      throw new Error("GET https://graph.test/me?access_token=EAAGsecretsecretsecretsecret failed");
    };
    const jobId = await jobs.enqueue();
    await jobs.ring(jobId);
    expect((await jobs.row(jobId)).lastError).toBe(
      "GET https://graph.test/me?access_token=[redacted] failed",
    );
  });

  it("makes a job dead whose payload breaks the contract, before the handler sees it", async () => {
    const jobId = await jobs.enqueue();
    await jobs.db.job.update({ where: { id: jobId }, data: { payload: { to: "nobody" } } });
    expect((await jobs.ring(jobId)).outcome).toBe("dead");
    expect(runs).toBe(0);
    expect(await jobs.row(jobId)).toMatchObject({ lastErrorCode: "VALIDATION_ERROR" });
  });

  it("replays a dead job once, with all its tries, however often it is asked to", async () => {
    handle = async () => {
      throw new AppError("CONTENT_REJECTED", "no");
    };
    const jobId = await jobs.enqueue();
    await jobs.ring(jobId);
    handle = async () => done;
    const queue = { arm: async () => undefined };
    const replays = await Promise.all([1, 2, 3].map(() => replayJob({ db: jobs.db, clock, queue }, jobId)));
    expect(replays.filter(Boolean)).toHaveLength(1);
    expect(await jobs.row(jobId)).toMatchObject({ status: "pending", attempts: 0 });
    expect((await jobs.ring(jobId)).outcome).toBe("done");
    expect(await jobs.row(jobId)).toMatchObject({ status: "done", lastError: null, lastErrorCode: null });
  });
});

describe("the door", () => {
  const post = (name: string, headers: Record<string, string> = {}) =>
    new Request(`http://127.0.0.1:3000/api/jobs/${name}`, { method: "POST", headers, body: "{}" });

  it("knows no other method", async () => {
    const response = await jobs.deliver("mail.send", new Request("http://127.0.0.1:3000/api/jobs/mail.send"));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("knows no other names", async () => {
    const response = await jobs.deliver("mail.nothing", await signedDelivery(clock, "mail.nothing", {}));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: "NOT_FOUND", message: "NOT_FOUND", params: {} } });
  });

  it("opens for no unsigned delivery", async () => {
    expect((await jobs.deliver("mail.send", post("mail.send"))).status).toBe(401);
  });

  it("opens once per signature", async () => {
    const jobId = await jobs.enqueue();
    const request = await signedDelivery(clock, "mail.send", { jobId });
    const copies = Array.from({ length: 5 }, () => request.clone());
    const statuses = await Promise.all(
      copies.map(async (copy) => (await jobs.deliver("mail.send", copy)).status),
    );
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401]);
    expect(runs).toBe(1);
  });

  it("opens for no signature made for another address", async () => {
    const jobId = await jobs.enqueue();
    for (const url of [
      "http://127.0.0.1:3000/api/jobs/token.refresh",
      "http://127.0.0.1:3001/api/jobs/mail.send",
      "http://127.0.0.1:3000/api/jobs/mail.send?",
    ]) {
      const response = await jobs.deliver(
        "mail.send",
        await signedDelivery(clock, "mail.send", { jobId }, url),
      );
      expect(response.status).toBe(401);
    }
    expect(runs).toBe(0);
  });

  it.each(["not json", "[]", "{}", '{"jobId":"1"}', '{"schedule":false}', "\u0000"])(
    "answers 400 to the signed body %j",
    async (body) => {
      const response = await jobs.deliver("mail.send", await signedDelivery(clock, "mail.send", body));
      expect(response.status).toBe(400);
    },
  );

  it("takes no body over a mebibyte", async () => {
    const response = await jobs.deliver(
      "mail.send",
      await signedDelivery(clock, "mail.send", "x".repeat(1024 * 1024 + 1)),
    );
    expect(response.status).toBe(413);
  });
});
