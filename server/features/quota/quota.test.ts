import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentOf, type Desk, type PostsBench, postsBench } from "#e2e/support/posts-bench.ts";
import { seedConnection } from "#e2e/support/workspace.ts";

let bench: PostsBench;
beforeAll(async () => {
  bench = await postsBench();
});
afterAll(() => bench.database.close());

const DAY_MS = 86_400_000;
const NOW = new Date("2026-03-02T10:00:00Z");
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

/** A desk whose account takes two posts in any 24 hours. */
async function desk(used = 0): Promise<Desk> {
  bench.clock.set(NOW);
  bench.liveQuota = async () => ({ used, limit: 2, windowMs: DAY_MS });
  return bench.desk();
}

async function planned(at: Desk, scheduledAt: Date) {
  const { id: postId, revision } = await bench.draft(at);
  return bench.posts.schedule(at.actor, { postId, revision, scheduledAt });
}
const codes = (issues: { code: string }[]) => issues.map(({ code }) => code);

describe("planning beyond a quota", () => {
  it("is refused with the next time that is allowed, and moves nothing by itself", async () => {
    const at = await desk();
    await planned(at, hours(1));
    await planned(at, hours(2));
    const { post, issues } = await planned(at, hours(3));
    expect(post.state).toBe("draft");
    expect(issues).toMatchObject([
      {
        code: "quota.full",
        connectionId: at.connectionId,
        params: { limit: 2, hours: 24, nextAt: hours(25).toISOString() },
      },
    ]);
    expect((await planned(at, hours(25))).post.state).toBe("scheduled");
  });

  it("looks at posts after the time, too", async () => {
    const at = await desk();
    await planned(at, hours(30));
    await planned(at, hours(31));
    expect(codes((await planned(at, hours(29))).issues)).toEqual(["quota.full"]);
    expect(codes((await planned(at, hours(7))).issues)).toEqual([]);
  });

  it("counts what is out by when it went, and what was made elsewhere as the newest it can be", async () => {
    const at = await desk(1);
    await planned(at, hours(1));
    expect((await planned(at, hours(2))).issues[0]?.params).toMatchObject({
      nextAt: hours(24).toISOString(),
    });
    const { post } = await planned(at, hours(30));
    await bench.database.db.postTarget.updateMany({
      where: { postId: post.id },
      data: { status: "live", publishedAt: hours(-2) },
    });
    // The network's one is the one that is out: nothing was made elsewhere, and it leaves its window at 22.
    expect((await planned(at, hours(3))).issues[0]?.params).toMatchObject({
      nextAt: hours(22).toISOString(),
    });
  });

  it("is judged by what the network documents where it does not tell", async () => {
    const at = await desk();
    bench.liveQuota = async () => null;
    const { connections } = await bench.quota.at(at.actor, {
      connectionIds: [at.connectionId],
      at: hours(1),
      postId: null,
    });
    expect(connections).toMatchObject([{ limit: 50, used: 0, left: 50, source: "documentation" }]);
    bench.accountOptions = async () => {
      throw new Error("away");
    };
    expect((await planned(at, hours(1))).post.state).toBe("scheduled");
    bench.accountOptions = async () => ({});
  });

  it("by two people at the same moment lets one of them through", async () => {
    const at = await desk();
    await planned(at, hours(1));
    const drafts = await Promise.all([bench.draft(at), bench.draft(at), bench.draft(at)]);
    const answers = await Promise.all(
      drafts.map(({ id: postId, revision }) =>
        bench.posts.schedule(at.actor, { postId, revision, scheduledAt: hours(2) }),
      ),
    );
    expect(answers.map(({ post }) => post.state).sort()).toEqual(["draft", "draft", "scheduled"]);
  });

  it("is refused for a post that is moved, which stays where it was", async () => {
    const at = await desk();
    await planned(at, hours(1));
    await planned(at, hours(2));
    const { post } = await planned(at, hours(40));
    const deed = bench.posts.reschedule(at.actor, { postId: post.id, scheduledAt: hours(20) });
    await expect(deed).rejects.toMatchObject({
      code: "CONFLICT",
      userMessage: "QUOTA_FULL",
      params: { nextAt: hours(25).toISOString() },
    });
    expect((await bench.posts.get(at.actor, post.id)).scheduledAt).toEqual(hours(40));
    await bench.posts.reschedule(at.actor, { postId: post.id, scheduledAt: hours(41) });
  });

  it("never counts a post against itself", async () => {
    const at = await desk();
    await planned(at, hours(30));
    const { post } = await planned(at, hours(40));
    await bench.posts.reschedule(at.actor, { postId: post.id, scheduledAt: hours(41) });
    const { connections } = await bench.quota.at(at.actor, {
      ...{ connectionIds: [at.connectionId], at: hours(41), postId: post.id },
    });
    expect(connections).toMatchObject([{ used: 1, left: 1 }]);
  });

  it("keeps an account out of a planned post, and lets its words be mended", async () => {
    const at = await desk();
    const full = await seedConnection(bench.database.db, at.actor, {
      handle: "full",
      scopes: ["basic", "content_publish"],
    });
    await planned({ ...at, connectionId: full }, hours(1));
    await planned({ ...at, connectionId: full }, hours(2));
    const { post } = await planned(at, hours(3));
    const edit = { postId: post.id, revision: post.revision };
    const both = [at.connectionId, full].map((connectionId) => ({
      ...{ connectionId, kind: "image", text: null, options: {} },
    }));
    const { issues } = await bench.posts.save(at.actor, { ...contentOf(at, { targets: both }), ...edit });
    expect(issues).toMatchObject([{ code: "quota.full", connectionId: full }]);
    // Made elsewhere meanwhile: the post has its place already.
    bench.liveQuota = async () => ({ used: 9, limit: 2, windowMs: DAY_MS });
    const mended = await bench.posts.save(at.actor, { ...contentOf(at, { text: "New" }), ...edit });
    expect(mended).toMatchObject({ issues: [], post: { text: "New" } });
  });

  it("offers a time at which all accounts take the post", async () => {
    const at = await desk();
    const other = await seedConnection(bench.database.db, at.actor, { scopes: ["basic", "content_publish"] });
    for (const hour of [1, 2]) await planned(at, hours(hour));
    for (const hour of [24, 26]) await planned({ ...at, connectionId: other }, hours(hour));
    const { nextAt } = await bench.quota.at(at.actor, {
      connectionIds: [at.connectionId, other],
      at: hours(3),
      postId: null,
    });
    expect(nextAt).toEqual(hours(48));
  });
});

describe("what is left", () => {
  it("is told for the days on which it is little, in the workspace's zone", async () => {
    const at = await desk();
    await bench.database.db.organization.update({
      where: { id: at.actor.workspaceId },
      data: { timeZone: "Pacific/Apia" },
    });
    await planned(at, new Date("2026-03-04T09:00:00Z"));
    await planned(at, new Date("2026-03-04T12:00:00Z"));
    const { days } = await bench.quota.days(at.actor, {
      from: NOW,
      to: new Date(NOW.getTime() + 7 * DAY_MS),
    });
    expect(days).toMatchObject([
      { date: "2026-03-04", used: 1, left: 1, limit: 2 },
      { date: "2026-03-05", used: 2, left: 0, limit: 2 },
    ]);
  });
});

describe("counting", () => {
  it("reads two ranges of indexes, however long the history of the account", async () => {
    const at = await desk();
    const { db, pool } = bench.database;
    const { post } = await planned(at, hours(1));
    await pool.query(
      `INSERT INTO posts (id, "workspaceId", "createdByUserId", status, text, "timeZone", "updatedAt")
       SELECT gen_random_uuid(), "workspaceId", "createdByUserId", 'scheduled', '', 'UTC', now()
       FROM posts, generate_series(1, 20000) WHERE id = $1`,
      [post.id],
    );
    await pool.query(
      `INSERT INTO post_targets (id, "workspaceId", "postId", "connectionId", kind, status, "scheduledAt", "publishedAt", "updatedAt")
       SELECT gen_random_uuid(), p."workspaceId", p.id, $1::uuid, 'image', 'live', t, t, now()
       FROM (SELECT *, timestamp '2026-02-25' - row_number() OVER () * interval '1 hour' AS t FROM posts
             WHERE "workspaceId" = $2 AND "scheduledAt" IS NULL) p`,
      [at.connectionId, at.actor.workspaceId],
    );
    await pool.query("ANALYZE post_targets");
    await db.$disconnect();
    const plan = await pool.query<{ "QUERY PLAN": string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)
       SELECT "publishedAt" FROM post_targets WHERE "connectionId" IN ($1::uuid) AND "workspaceId" = $2
         AND "publishedAt" >= $3 AND "publishedAt" < $4 AND status IN ('live', 'removed')
       UNION ALL
       SELECT "scheduledAt" FROM post_targets WHERE "connectionId" IN ($1::uuid) AND "workspaceId" = $2
         AND "scheduledAt" >= $3 AND "scheduledAt" < $4
         AND status IN ('scheduled', 'publishing', 'waiting', 'unknown')`,
      [at.connectionId, at.actor.workspaceId, hours(-72), hours(72)],
    );
    const lines = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(lines).not.toContain("Seq Scan");
    expect(lines).toMatch(/connectionId_publishedAt_idx/);
    const removed = [...lines.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, count]) => Number(count));
    expect(Math.max(0, ...removed)).toBeLessThan(100);
  });
});
