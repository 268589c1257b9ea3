import { expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { DomainEvent } from "#server/core/ports.ts";
import { createPulse } from "./pulse.ts";

it("tells operators' pages once a second however much moves, and goes on when it could not", async () => {
  const clock = testClock();
  const log = silentLog();
  const told: DomainEvent[] = [];
  let broken = false;
  const events = {
    publish: async (event: DomainEvent) => {
      if (broken) throw new Error("the database is away");
      told.push(event);
    },
  };
  const pulse = createPulse({ events, clock, log });
  for (let n = 0; n < 1_000; n++) pulse.beat();
  expect(told).toEqual([]);
  await clock.advance(1_000);
  expect(told).toEqual([{ workspaceId: "operators", type: "operations.changed", id: "operators" }]);
  await clock.advance(5_000);
  expect(told).toHaveLength(1);
  broken = true;
  pulse.beat();
  await clock.advance(1_000);
  expect(log.lines).toMatchObject([{ level: "warn" }]);
  broken = false;
  pulse.beat();
  await clock.advance(1_000);
  expect(told).toHaveLength(2);
});
