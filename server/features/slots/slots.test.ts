import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentOf, type Desk, type PostsBench, postsBench } from "#e2e/support/posts-bench.ts";
import { seedConnection } from "#e2e/support/workspace.ts";
import type { Slot } from "./schema.ts";

let bench: PostsBench;
beforeAll(async () => {
  bench = await postsBench();
});
afterAll(() => bench.database.close());

/** A Friday; the clocks of Paris spring forward on Sunday. */
const NOW = new Date("2026-03-27T12:00:00Z");
const slots = (...times: string[]): Slot[] =>
  times.map((each) => ({ weekday: Number(each[0]), time: each.slice(2) }));

async function desk(timeZone = "Europe/Paris"): Promise<Desk> {
  bench.clock.set(NOW);
  bench.liveQuota = async () => null;
  const at = await bench.desk();
  await bench.database.db.organization.update({ where: { id: at.actor.workspaceId }, data: { timeZone } });
  return at;
}
const set = (at: Desk, ...times: string[]) =>
  bench.slots.set(at.actor, { connectionId: at.connectionId, slots: slots(...times) });
const next = async (at: Desk, connectionIds = [at.connectionId], after: Date | null = null) => {
  const { slot, why } = await bench.slots.next(at.actor, { connectionIds, postId: null, after });
  return slot ? slot.at.toISOString() : why;
};
const take = async (at: Desk) => {
  const { id: postId, revision } = await bench.draft(at);
  return bench.posts.scheduleNextSlot(at.actor, { postId, revision });
};
const scopes = ["basic", "content_publish"];

describe("posting slots", () => {
  it("are kept per account, and replaced as a whole", async () => {
    const at = await desk();
    await set(at, "1 09:00", "5 18:30");
    await set(at, "5 18:30", "3 12:00");
    const { accounts } = await bench.slots.list(at.actor);
    expect(accounts).toEqual([{ connectionId: at.connectionId, slots: slots("3 12:00", "5 18:30") }]);
  });

  it("are wall-clock times of the workspace's zone, whatever the clocks do", async () => {
    const at = await desk();
    await set(at, "7 02:30", "1 02:30");
    expect(await next(at)).toBe("2026-03-29T01:30:00.000Z");
    expect(await next(at, [at.connectionId], new Date("2026-03-29T01:30:00Z"))).toBe(
      "2026-03-30T00:30:00.000Z",
    );
    const apia = await desk("Pacific/Apia");
    await set(apia, "6 02:00");
    expect(await next(apia)).toBe("2026-03-27T13:00:00.000Z");
  });
});

describe("the next free slot", () => {
  it("is none without slots, and says so", async () => {
    expect(await next(await desk())).toBe("none");
  });

  it("is the first that no other post of the account has, drafts with a time among them", async () => {
    const at = await desk();
    await set(at, "5 14:00", "6 14:00");
    expect(await next(at)).toBe("2026-03-27T13:00:00.000Z");
    await bench.posts.save(at.actor, { ...contentOf(at), scheduledAt: new Date("2026-03-27T13:00:20Z") });
    expect(await next(at)).toBe("2026-03-28T13:00:00.000Z");
  });

  it("is one that all accounts share before one that only some have", async () => {
    const at = await desk();
    const other = await seedConnection(bench.database.db, at.actor, { scopes });
    await set(at, "5 14:00", "7 10:00");
    await set({ ...at, connectionId: other }, "6 09:00", "7 10:00");
    expect(await next(at, [at.connectionId, other])).toBe("2026-03-29T08:00:00.000Z");
    await set({ ...at, connectionId: other }, "6 09:00");
    expect(await next(at, [at.connectionId, other])).toBe("2026-03-27T13:00:00.000Z");
  });

  it("passes over what a quota forbids", async () => {
    const at = await desk();
    bench.liveQuota = async () => ({ used: 0, limit: 1, windowMs: 86_400_000 });
    await set(at, "5 14:00", "5 18:00", "6 14:00");
    await take(at);
    expect(await next(at)).toBe("2026-03-28T13:00:00.000Z");
  });

  it("is taken by one post each, however many reach for it at once", async () => {
    const at = await desk();
    await set(at, "5 14:00", "6 14:00", "7 14:00");
    const answers = await Promise.all([take(at), take(at), take(at)]);
    expect(answers.map(({ post }) => post.scheduledAt?.toISOString()).sort()).toEqual([
      ...["2026-03-27T13:00:00.000Z", "2026-03-28T13:00:00.000Z", "2026-03-29T12:00:00.000Z"],
    ]);
    expect(answers.map(({ post }) => post.state)).toEqual(["scheduled", "scheduled", "scheduled"]);
  });

  it("is refused with a reason where there is none", async () => {
    await expect(take(await desk())).rejects.toMatchObject({ code: "CONFLICT", userMessage: "NO_FREE_SLOT" });
  });
});
