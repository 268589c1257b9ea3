import { expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { watchDatabase } from "./database-watch.ts";

it("tells of a lost database once, after half a minute, and of its return once", async () => {
  const clock = testClock();
  const told: string[] = [];
  let up = true;
  const watch = watchDatabase({
    ping: async () => {
      if (!up) throw new Error("no answer");
    },
    tell: async (news) => void told.push(news),
    clock,
    log: silentLog(),
  });
  const pass = async (seconds: number) => {
    for (let at = 0; at < seconds; at += 10) await clock.advance(10_000);
  };
  await pass(60);
  up = false;
  await pass(20);
  up = true;
  await pass(60);
  expect(told).toEqual([]);
  up = false;
  await pass(600);
  expect(told).toEqual(["database.lost"]);
  up = true;
  await pass(60);
  expect(told).toEqual(["database.lost", "database.back"]);
  watch.stop();
  up = false;
  await pass(600);
  expect(told).toHaveLength(2);
});
