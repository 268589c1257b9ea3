import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock, Queue, QueueMessage } from "../ports.ts";

/** A queue adapter between real rows and a door that checks signatures. */
export interface QueueHarness {
  queue: Queue;
  clock: Clock;
  /** Writes a committed row that is due `inMs` from now; `abandoned` is running under a lease that is over. */
  commit(row: { inMs: number; abandoned?: boolean }): Promise<QueueMessage>;
  /** Deliveries whose signature held, in order. The first that is answered 200 settles its row. */
  rings: { jobId: string; name: string; at: Date; settles: boolean }[];
  /** What the door answers from now on. */
  answer(status: number): void;
  /** A second process with the same adapter on the same rows. */
  another(): Promise<Queue>;
  close(): Promise<void>;
}

/** Time that passes `pace` times as fast as on the wall, so that minutes of waiting are tested in seconds. */
export function hurriedClock(pace: number): Clock {
  const start = Date.now();
  return {
    now: () => new Date(start + (Date.now() - start) * pace),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(resolve, Math.min(ms / pace, 2_147_483_647));
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
}

/** What every adapter of the `Queue` port promises. `open` starts one on an empty table; its queue is not started. */
export function queueContract(adapter: string, open: () => Promise<QueueHarness>): void {
  describe(`Queue: ${adapter}`, () => {
    let harness: QueueHarness;
    beforeEach(async () => {
      harness = await open();
      await harness.queue.start();
    });
    afterEach(async () => {
      await harness.queue.stop();
      await harness.close();
    });

    /** Rows whose work was done, once for each time it was done. */
    const rung = () => harness.rings.filter(({ settles }) => settles).map(({ jobId }) => jobId);
    const eventually = (check: () => unknown) => expect.poll(check, { timeout: 15_000, interval: 20 });
    const pass = (ms: number) => harness.clock.sleep(ms);

    it("calls the job's address for an armed row that is due", async () => {
      const message = await harness.commit({ inMs: 0 });
      await harness.queue.arm([message]);
      await eventually(rung).toEqual([message.jobId]);
      expect(harness.rings[0]?.name).toBe(message.name);
    });

    it("never calls before the row's time, and does at it", async () => {
      const message = await harness.commit({ inMs: 20_000 });
      await harness.queue.arm([message]);
      await eventually(rung).toEqual([message.jobId]);
      expect(harness.rings[0]?.at.getTime()).toBeGreaterThanOrEqual(message.runAt.getTime());
    });

    it("finds a row whose alarm was never armed, because its writer died after the commit", async () => {
      const message = await harness.commit({ inMs: 0 });
      await eventually(rung).toEqual([message.jobId]);
    });

    it("finds a row whose worker was killed", async () => {
      const message = await harness.commit({ inMs: -60_000, abandoned: true });
      await eventually(rung).toEqual([message.jobId]);
    });

    it("calls again while the door answers that it cannot", async () => {
      harness.answer(503);
      const message = await harness.commit({ inMs: 0 });
      await harness.queue.arm([message]);
      await eventually(() => harness.rings.length).toBeGreaterThanOrEqual(2);
      harness.answer(200);
      const before = harness.rings.length;
      await eventually(() => harness.rings.length).toBeGreaterThan(before);
    });

    it("leaves a settled row alone", async () => {
      const message = await harness.commit({ inMs: 0 });
      await harness.queue.arm([message]);
      await eventually(rung).toEqual([message.jobId]);
      const early = harness.rings.length;
      await pass(40_000);
      expect(harness.rings.length - early).toBeLessThanOrEqual(1);
      expect(rung()).toHaveLength(1);
    });

    it("takes hundreds of rows in one call", async () => {
      const messages = await Promise.all(Array.from({ length: 250 }, () => harness.commit({ inMs: 0 })));
      await harness.queue.arm(messages);
      await eventually(() => new Set(rung()).size).toBe(250);
      expect(rung()).toHaveLength(250);
      // At least once is the promise; ringing on and on is not.
      expect(harness.rings.length).toBeLessThan(750);
    });

    it("arms nothing when there is nothing to arm", async () => {
      await expect(harness.queue.arm([])).resolves.toBeUndefined();
    });

    it("shares the rows between two processes, and each row is done once", async () => {
      const other = await harness.another();
      await other.start();
      const messages = await Promise.all(Array.from({ length: 60 }, () => harness.commit({ inMs: 5_000 })));
      await Promise.all([harness.queue.arm(messages.slice(0, 30)), other.arm(messages.slice(30))]);
      await eventually(() => new Set(rung()).size).toBe(60);
      await pass(40_000);
      await other.stop();
      expect(rung()).toHaveLength(60);
      expect(harness.rings.length).toBeLessThan(180);
    });

    it("leaves what it cannot finish to the next process", async () => {
      await harness.queue.stop();
      const message = await harness.commit({ inMs: 0 });
      const next = await harness.another();
      await next.start();
      await eventually(rung).toEqual([message.jobId]);
      await next.stop();
    });
  });
}
