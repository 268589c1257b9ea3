import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostsBench, postsBench } from "#e2e/support/posts-bench.ts";
import { seedConnection } from "#e2e/support/workspace.ts";
import { calendarInput, type PostContentInput, type PostState, postState, targetStatus } from "./schema.ts";
import { derivePostState } from "./state.ts";

let bench: PostsBench;
beforeAll(async () => {
  bench = await postsBench();
});
afterAll(() => bench.database.close());

describe("reading", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 4, n, 12));

  it("shows the posts of a range soonest first, with the filters asked for", async () => {
    const at = await bench.desk();
    const tiktok = await seedConnection(bench.database.db, at.actor, { platform: "tiktok" });
    const planned = async (n: number, more: Partial<PostContentInput> = {}) => {
      const post = await bench.draft(at, more);
      return (await bench.posts.reschedule(at.actor, { postId: post.id, scheduledAt: day(n) })).id;
    };
    const toTikTok = { targets: [{ connectionId: tiktok, kind: "photo", text: null, options: {} }] };
    const [late, early, other] = [await planned(9), await planned(3), await planned(5, toTikTok)];
    await planned(20);
    const range = { from: day(1), to: day(20) };
    const ids = async (more = {}) =>
      (await bench.posts.calendar(at.actor, { ...range, ...more })).posts.map((post) => post.id);
    expect(await ids()).toEqual([early, other, late]);
    expect(await ids({ platforms: ["tiktok"] })).toEqual([other]);
    expect(await ids({ connectionIds: [at.connectionId] })).toEqual([early, late]);
    expect(await ids({ states: ["scheduled"] })).toEqual([]);
    expect(await ids({ states: ["draft", "live"] })).toEqual([early, other, late]);
  });

  it("takes a handful of queries however many posts there are", async () => {
    const at = await bench.desk();
    const count = async (work: () => Promise<unknown>) => {
      let queries = 0;
      const original = bench.database.pool.query.bind(bench.database.pool);
      const spied = ((...args: Parameters<typeof original>) => {
        queries += 1;
        return original(...args);
      }) as typeof bench.database.pool.query;
      bench.database.pool.query = spied;
      await work();
      bench.database.pool.query = original;
      return queries;
    };
    const range = { from: day(1), to: day(20) };
    for (let n = 2; n < 4; n += 1)
      await bench.posts.reschedule(at.actor, { postId: (await bench.draft(at)).id, scheduledAt: day(n) });
    const few = await count(() => bench.posts.calendar(at.actor, range));
    for (let n = 4; n < 14; n += 1)
      await bench.posts.reschedule(at.actor, { postId: (await bench.draft(at)).id, scheduledAt: day(n) });
    expect(await count(() => bench.posts.calendar(at.actor, range))).toBe(few);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThanOrEqual(6);
  });

  it("pages through the list, each post once, most recently edited first", async () => {
    const at = await bench.desk();
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await bench.draft(at)).id);
    const first = await bench.posts.list(at.actor, { limit: 2 });
    const second = await bench.posts.list(at.actor, { limit: 2, cursor: first.nextCursor ?? "" });
    const third = await bench.posts.list(at.actor, { limit: 2, cursor: second.nextCursor ?? "" });
    const pages = [first, second, third].flatMap((page) => page.posts.map((post) => post.id));
    expect(pages).toEqual(made);
    expect(third.nextCursor).toBeNull();
  });

  it("refuses times no calendar has", () => {
    expect(calendarInput.safeParse({ from: new Date(-8.64e15), to: new Date() }).success).toBe(false);
    expect(calendarInput.safeParse({ from: new Date(), to: new Date(8.64e15) }).success).toBe(false);
  });

  it("finds posts by the same state it shows, whatever their targets' statuses", async () => {
    const at = await bench.desk();
    const extra = [at.connectionId];
    while (extra.length < 3) extra.push(await seedConnection(bench.database.db, at.actor));
    const targets = extra.map((connectionId) => ({ connectionId, kind: "image", text: null, options: {} }));
    const { id: postId } = await bench.draft(at, { targets });
    const rows = await bench.database.db.postTarget.findMany({ where: { postId }, select: { id: true } });
    const statuses = fc.array(fc.constantFrom(...targetStatus.options), { minLength: 3, maxLength: 3 });
    const property = fc.asyncProperty(
      statuses,
      fc.constantFrom("scheduled", "draft", "canceled"),
      async (is, status) => {
        await bench.database.db.post.update({ where: { id: postId }, data: { status: status as "draft" } });
        for (const [index, { id }] of rows.entries())
          await bench.database.db.postTarget.update({
            where: { id },
            data: { status: is[index] ?? "draft" },
          });
        const shown = (await bench.posts.get(at.actor, postId)).state;
        expect(shown).toBe(derivePostState(status as "draft", is));
        const found: PostState[] = [];
        for (const state of postState.options)
          if (
            (await bench.posts.list(at.actor, { state, limit: 100 })).posts.some((post) => post.id === postId)
          )
            found.push(state);
        expect(found).toEqual([shown]);
      },
    );
    await fc.assert(property, { numRuns: 40, seed: 7 });
  });
});

describe("the state of a post", () => {
  it.each([
    ["scheduled", ["scheduled", "scheduled"]],
    ["publishing", ["scheduled", "publishing"]],
    ["waiting", ["publishing", "waiting"]],
    ["live", ["live", "canceled"]],
    ["failed", ["failed", "scheduled"]],
    ["partial", ["live", "failed", "waiting"]],
    ["unknown", ["live", "failed", "unknown"]],
    ["canceled", ["canceled"]],
  ] as const)("is %s for %j: the worst that needs a person wins", (state, statuses) => {
    expect(derivePostState("scheduled", statuses)).toBe(state);
  });
});
