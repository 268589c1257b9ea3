import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#server/core/ids.ts";
import { OPERATORS } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import { type Installation, installation } from "#server/trpc/tenancy.fixture.ts";

let installed: Installation;
let operator: Actor;
beforeAll(async () => {
  installed = await installation();
  const { people } = await installed.tenant();
  operator = people.viewer;
  await installed.database.db.user.update({ where: { id: operator.userId }, data: { operator: true } });
});
afterAll(() => installed.close());

const moved = { workspaceId: OPERATORS, type: "operations.changed" as const, id: OPERATORS };

it("answers an operator, whatever their role in a workspace", async () => {
  const { operations } = await installed.as(operator);
  const answers = await Promise.all([
    operations.webhooks.list({}),
    operations.webhooks.facets(),
    operations.webhooks.countReplayable({}),
    operations.webhooks.replayAll({ filter: {}, confirmed: 0, until: new Date() }),
    operations.webhooks.refusals({}),
    operations.deliveries.list({}),
    operations.deliveries.facets(),
    operations.jobs.list({ status: "dead" }),
    operations.jobs.facets(),
    operations.jobs.countReplayable({}),
    operations.jobs.replayAll({ filter: {}, confirmed: 0, until: new Date() }),
    operations.jobs.dead(),
    operations.schedules.list(),
  ]);
  expect(answers[0]).toEqual({ items: [], nextCursor: null });
  const nothing = [
    () => operations.webhooks.get({ eventId: newId() }),
    () => operations.webhooks.replay({ eventId: newId() }),
    () => operations.deliveries.get({ deliveryId: newId() }),
    () => operations.jobs.get({ jobId: newId() }),
    () => operations.jobs.replay({ jobId: newId() }),
    () => operations.jobs.cancel({ jobId: newId() }),
    () => operations.schedules.pause({ name: "nothing" }),
    () => operations.schedules.resume({ name: "nothing" }),
    () => operations.schedules.runNow({ name: "nothing" }),
  ];
  for (const refused of nothing) await expect(refused()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("refuses what is no filter", async () => {
  const { operations } = await installed.as(operator);
  for (const input of [
    { limit: 0 },
    { limit: 10_000 },
    { cursor: "somewhere" },
    { q: "" },
    { status: "unheard of" as "dead" },
  ])
    await expect(operations.webhooks.list(input)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

it("tells operators that something moved, until they are none any more", async () => {
  const { operations } = await installed.as(operator);
  const heard: unknown[] = [];
  const stream = (await operations.changes({})) as AsyncIterable<unknown>;
  const ended = (async () => {
    for await (const item of stream) heard.push(isTrackedEnvelope(item) ? item[1] : item);
  })();
  await new Promise((resolve) => setTimeout(resolve, 50));
  installed.publish(moved);
  await expect.poll(() => heard).toEqual([{ type: "operations.changed" }]);
  await installed.database.db.user.update({ where: { id: operator.userId }, data: { operator: false } });
  installed.publish(moved);
  await ended;
  expect(heard).toHaveLength(1);
});
