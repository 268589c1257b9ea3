import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createGuard } from "./guard.ts";

const REST_MS = 5_000;
const fails = () => Promise.reject(new Error("SET secret-value failed"));

function guarded() {
  const clock = testClock();
  const log = silentLog();
  const guard = createGuard({ clock, log });
  let asked = 0;
  const ask = (question: () => Promise<unknown>, withinMs = 50) =>
    guard.ask("test", withinMs, () => {
      asked += 1;
      return question();
    });
  return { clock, log, guard, ask, asked: () => asked };
}

describe("a guard", () => {
  it("opens on three failures in a row, however many answers came before", async () => {
    const { ask, asked } = guarded();
    for (let i = 0; i < 1_000; i++) expect(await ask(async () => i)).toEqual({ ok: true, value: i });
    for (let i = 0; i < 10; i++) expect(await ask(fails)).toEqual({ ok: false });
    expect(asked()).toBe(1_003);
  });

  it("stays shut for failures that are not in a row", async () => {
    const { ask, asked } = guarded();
    for (let i = 0; i < 30; i++) await ask(i % 3 === 2 ? async () => "well" : fails);
    expect(asked()).toBe(30);
  });

  it("lets one question find out after its rest, and everybody when that one is answered", async () => {
    const { ask, asked, clock } = guarded();
    for (let i = 0; i < 3; i++) await ask(fails);
    await clock.advance(REST_MS - 1);
    await ask(async () => "too early");
    expect(asked()).toBe(3);
    await clock.advance(1);
    const { promise, resolve } = Promise.withResolvers<string>();
    const probe = ask(() => promise, 5_000);
    expect(await ask(async () => "meanwhile")).toEqual({ ok: false });
    resolve("well again");
    expect(await probe).toEqual({ ok: true, value: "well again" });
    expect(await ask(async () => "all")).toEqual({ ok: true, value: "all" });
  });

  it("rests again when that one fails, and no longer for those that fail late", async () => {
    const { ask, asked, clock } = guarded();
    const late = Promise.withResolvers<never>();
    const underWay = Array.from({ length: 5 }, () => ask(() => late.promise, 5_000));
    for (let i = 0; i < 3; i++) await ask(fails);
    await clock.advance(REST_MS - 1_000);
    late.reject(new Error("late"));
    await Promise.all(underWay);
    await clock.advance(1_000);
    const before = asked();
    await ask(fails);
    expect(asked() - before).toBe(1);
    await clock.advance(REST_MS - 1);
    await ask(async () => "still resting");
    expect(asked() - before).toBe(1);
  });

  it("waits no longer than it said, and tells the question so", async () => {
    const { guard } = guarded();
    const seen: { signal?: AbortSignal } = {};
    const startedAt = performance.now();
    const asked = await guard.ask("slow", 30, (signal) => {
      seen.signal = signal;
      return new Promise(() => undefined);
    });
    expect(asked).toEqual({ ok: false });
    expect(performance.now() - startedAt).toBeLessThan(250);
    expect(seen.signal?.aborted).toBe(true);
  });

  it("survives a question that throws at once, and logs no more of an error than its kind", async () => {
    const { ask, log } = guarded();
    const throws = () => {
      throw new TypeError("SET secret-value");
    };
    expect(await ask(throws)).toEqual({ ok: false });
    expect(await ask(fails)).toEqual({ ok: false });
    expect(log.lines.map(({ fields }) => fields.kind)).toEqual(["TypeError", "Error"]);
    expect(JSON.stringify(log.lines)).not.toContain("secret-value");
  });
});
