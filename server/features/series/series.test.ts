import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentOf, type Desk, type PostsBench, postsBench } from "#e2e/support/posts-bench.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { createOccurrencePosts } from "#server/features/posts/occurrences.ts";
import { AHEAD_MS } from "./materialize.ts";
import type { SeriesInput, SeriesOutput } from "./schema.ts";
import { createSeriesService, type SeriesService } from "./service.ts";

let bench: PostsBench;
let notices: { type: string; href?: string }[];
let series: SeriesService;

function serviceOf(of: PostsBench): SeriesService {
  const posts = createOccurrencePosts({ ...of.deps, quota: of.quota, slots: of.slots });
  const notify = async (_tx: unknown, notice: { type: string; href?: string }) => void notices.push(notice);
  return createSeriesService({ ...of.deps, posts, notifications: { notify } });
}

beforeAll(async () => {
  bench = await postsBench();
  series = serviceOf(bench);
});
afterAll(() => bench.database.close());

const DAY_MS = 86_400_000;
const never = new AbortController().signal;

/** A daily post at half past two in Paris; the clocks of the bench stand two days before they spring forward. */
async function desk(): Promise<Desk> {
  notices = [];
  bench.liveQuota = async () => null;
  bench.clock.set(new Date("2026-03-27T12:00:00Z"));
  return bench.desk();
}

const inputOf = (at: Desk, more: Partial<SeriesInput> = {}): SeriesInput => ({
  ...contentOf(at),
  rule: { frequency: "daily", interval: 1, ends: { type: "never" } },
  startsOn: "2026-03-27",
  time: "02:30",
  ...more,
});

async function started(at: Desk, more: Partial<SeriesInput> = {}): Promise<SeriesOutput> {
  const saved = await series.create(at.actor, { ...inputOf(at, more), draftId: null });
  expect(saved.issues).toEqual([]);
  if (!saved.series) throw new Error("not started");
  return saved.series;
}

const postsOf = (seriesId: string) =>
  bench.database.db.post.findMany({
    where: { seriesId, deletedAt: null },
    include: { targets: true },
    orderBy: { occurrence: "asc" },
  });
type Rows = Awaited<ReturnType<typeof postsOf>>;
const dayOf = (rows: Rows, day: string) => {
  const row = rows.find(({ occurrence }) => occurrence === day);
  if (!row) throw new Error(`no post on ${day}`);
  return row;
};

const updateOf = (at: Desk, one: SeriesOutput, more: Partial<SeriesInput>) =>
  series.update(at.actor, { ...inputOf(at, more), seriesId: one.id, revision: one.revision });

describe("a series that begins", () => {
  it("makes ordinary posts for four weeks, on the clocks of its zone, each with its alarm", async () => {
    const at = await desk();
    const { id } = await started(at);
    const posts = await postsOf(id);
    expect(posts).toHaveLength(28);
    expect(
      posts.slice(0, 3).map(({ occurrence, scheduledAt }) => [occurrence, scheduledAt?.toISOString()]),
    ).toEqual([
      ["2026-03-28", "2026-03-28T01:30:00.000Z"],
      ["2026-03-29", "2026-03-29T01:30:00.000Z"],
      ["2026-03-30", "2026-03-30T00:30:00.000Z"],
    ]);
    const [first] = posts;
    expect(first).toMatchObject({ status: "scheduled", timeZone: "Europe/Paris", text: "Hello" });
    const jobs = await bench.jobsOf(first?.targets[0]?.id ?? "");
    expect(jobs).toMatchObject([{ name: "publish.target", runAt: first?.scheduledAt }]);
  });

  it("is refused with its issues, and writes nothing, when its post could not go out", async () => {
    const at = await desk();
    const saved = await series.create(at.actor, {
      ...inputOf(at, { text: "x".repeat(3000) }),
      draftId: null,
    });
    expect(saved).toMatchObject({ series: null, issues: [{ code: "text.too_long" }] });
    expect(await series.list(at.actor, { limit: 30 })).toEqual({ series: [], nextCursor: null });
  });

  it("is refused when it would never come", async () => {
    const at = await desk();
    const ends = { type: "until", date: "2026-03-01" } as const;
    const deed = started(at, { rule: { frequency: "daily", interval: 1, ends } });
    await expect(deed).rejects.toMatchObject({ code: "VALIDATION_ERROR", userMessage: "SERIES_NEVER" });
  });

  it("takes the place of the draft it was written in", async () => {
    const at = await desk();
    const draft = await bench.draft(at);
    await series.create(at.actor, { ...inputOf(at), draftId: draft.id });
    await expect(bench.posts.get(at.actor, draft.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows its next ten days with the marks of the clocks and what became of them", async () => {
    const at = await desk();
    const { id } = await started(at);
    await bench.posts.remove(at.actor, dayOf(await postsOf(id), "2026-03-30").id);
    const { days, series: shown } = await series.get(at.actor, id);
    expect(shown.nextAt).toEqual(new Date("2026-03-28T01:30:00Z"));
    expect(days).toHaveLength(10);
    expect(days[1]).toMatchObject({
      time: "03:30",
      offset: "+02:00",
      mark: "moved",
      post: { state: "scheduled" },
    });
    expect(days[2]).toMatchObject({ date: "2026-03-30", post: null, skipped: true });
  });
});

describe("the list of series", () => {
  it("comes page by page, the newest first, each once, also of those begun at the same moment", async () => {
    const at = await desk();
    const { workspaceId } = at.actor;
    const { id } = await started(at);
    await series.end(at.actor, id);
    const { id: _, ...row } = await bench.database.db.series.findUniqueOrThrow({ where: { id } });
    const copies = Array.from({ length: 6 }, (_, index) => ({
      ...(row as Prisma.SeriesCreateManyInput),
      createdAt: new Date(row.createdAt.getTime() - Math.floor(index / 3) * 1_000),
    }));
    await bench.database.db.series.createMany({ data: copies });
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<SeriesService["list"]>> = await series.list(at.actor, {
        limit: 2,
        cursor,
      });
      expect(page.series.length).toBeLessThanOrEqual(2);
      seen.push(...page.series.map((one) => one.id));
      cursor = page.nextCursor;
    }
    const all = await bench.database.db.series.findMany({
      where: { workspaceId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    });
    expect(seen).toEqual(all.map((one) => one.id));
    expect(seen).toHaveLength(7);
  });

  it("knows no place of another workspace", async () => {
    const { id: cursor } = await started(await desk());
    const at = await desk();
    await expect(series.list(at.actor, { limit: 2, cursor })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the schedule", () => {
  it("makes what has come near since, once, however many do it at the same time", async () => {
    const at = await desk();
    const { id } = await started(at);
    bench.clock.advance(5 * DAY_MS);
    const others = [series, serviceOf(bench), serviceOf(bench)];
    await Promise.all(others.map((each) => each.sweep(never)));
    const posts = await postsOf(id);
    expect(posts).toHaveLength(33);
    expect(new Set(posts.map(({ occurrence }) => occurrence)).size).toBe(33);
    const targets = posts.flatMap((post) => post.targets);
    expect(targets).toHaveLength(33);
  });

  it("leaves a series alone until its next day is near", async () => {
    const at = await desk();
    const rule = {
      frequency: "monthly",
      interval: 2,
      on: { type: "day", day: 30 },
      ends: { type: "never" },
    } as const;
    const { id } = await started(at, { rule });
    expect(await postsOf(id)).toHaveLength(1);
    const row = await bench.database.db.series.findUniqueOrThrow({ where: { id } });
    expect(row.dueAt).toEqual(new Date(new Date("2026-05-30T00:30:00Z").getTime() - AHEAD_MS));
    bench.clock.set(new Date((row.dueAt?.getTime() ?? 0) - 1));
    await series.sweep(never);
    expect(await postsOf(id)).toHaveLength(1);
    bench.clock.advance(1);
    await series.sweep(never);
    expect(await postsOf(id)).toHaveLength(2);
  });

  it("makes up for nothing that was missed: what is over is not published late", async () => {
    const at = await desk();
    const { id } = await started(at);
    bench.clock.advance(60 * DAY_MS);
    await series.sweep(never);
    const days = (await postsOf(id)).map(({ occurrence }) => occurrence ?? "");
    expect(days.filter((day) => day > "2026-04-24" && day <= "2026-05-26")).toEqual([]);
    expect(days.at(-1)).toBe("2026-06-23");
  });

  it("is not held up by a series that cannot be made", async () => {
    const broken = await desk();
    const { id: brokenId } = await started(broken);
    const healthy = await bench.desk();
    const { id } = await started(healthy);
    await bench.database.db.series.update({
      where: { id: brokenId },
      data: { rule: { frequency: "hourly" } },
    });
    bench.clock.advance(DAY_MS);
    await series.sweep(never);
    expect(await postsOf(id)).toHaveLength(29);
    await bench.database.db.series.delete({ where: { id: brokenId } });
  });
});

describe("one occurrence", () => {
  it.each([
    [
      "edited",
      (at: Desk, id: string, revision: number) =>
        bench.posts.save(at.actor, { ...contentOf(at, { text: "Just today" }), postId: id, revision }),
    ],
    [
      "moved",
      (at: Desk, id: string) =>
        bench.posts.reschedule(at.actor, { postId: id, scheduledAt: new Date("2026-03-29T15:00:00Z") }),
    ],
    ["taken out of line", (at: Desk, id: string) => bench.posts.unschedule(at.actor, id)],
  ])("that a person has %s is left alone by its series", async (_how, deed) => {
    const at = await desk();
    const one = await started(at);
    const own = dayOf(await postsOf(one.id), "2026-03-29");
    await deed(at, own.id, own.revision);
    const before = await bench.posts.get(at.actor, own.id);
    expect(before.series).toEqual({ id: one.id, detached: true });
    await updateOf(at, one, { text: "Everybody else", time: "18:00" });
    expect(await bench.posts.get(at.actor, own.id)).toEqual(before);
    await series.end(at.actor, one.id);
    expect(await bench.posts.get(at.actor, own.id)).toEqual(before);
  });

  it("that a person deleted does not come back", async () => {
    const at = await desk();
    const one = await started(at);
    await bench.posts.remove(at.actor, dayOf(await postsOf(one.id), "2026-03-29").id);
    await updateOf(at, one, { text: "New" });
    bench.clock.advance(1);
    await series.sweep(never);
    expect((await postsOf(one.id)).map(({ occurrence }) => occurrence)).not.toContain("2026-03-29");
  });
});

describe("an edit of a series", () => {
  it("changes what is to come and nobody touched, and nothing that is over or on its way", async () => {
    const at = await desk();
    const one = await started(at);
    const posts = await postsOf(one.id);
    await bench.setTarget(dayOf(posts, "2026-03-28").id, { status: "live" });
    await bench.setTarget(dayOf(posts, "2026-03-30").id, { status: "publishing" });
    bench.clock.set(new Date("2026-03-29T12:00:00Z"));
    await updateOf(at, one, { text: "New", time: "18:00" });
    const after = await postsOf(one.id);
    const texts = ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"].map(
      (day) => dayOf(after, day).text,
    );
    expect(texts).toEqual(["Hello", "Hello", "Hello", "New"]);
    const changed = dayOf(after, "2026-03-31");
    expect(changed.id).toBe(dayOf(posts, "2026-03-31").id);
    expect(changed.scheduledAt).toEqual(new Date("2026-03-31T16:00:00Z"));
    const target = changed.targets[0];
    const jobs = await bench.jobsOf(target?.id ?? "");
    expect(jobs.at(-1)).toMatchObject({
      runAt: changed.scheduledAt,
      key: `${target?.id}:${target?.revision}`,
    });
  });

  it("takes back the days that its rule has no longer, and brings them back when the rule has them again", async () => {
    const at = await desk();
    const one = await started(at);
    const ends = { type: "never" } as const;
    const weekly: SeriesInput["rule"] = { frequency: "weekly", interval: 1, weekdays: [1], ends };
    const { series: fewer } = await updateOf(at, one, { rule: weekly });
    expect((await postsOf(one.id)).map(({ occurrence }) => occurrence)).toEqual([
      ...["2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"],
    ]);
    await updateOf(at, fewer ?? one, {});
    expect(await postsOf(one.id)).toHaveLength(28);
  });

  it("is refused when somebody else has edited it meanwhile", async () => {
    const at = await desk();
    const one = await started(at);
    await updateOf(at, one, { text: "First" });
    await expect(updateOf(at, one, { text: "Second" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await series.get(at.actor, one.id)).series.text).toBe("First");
  });
});

describe("a series that stands still", () => {
  it("takes back what is to come when paused, and makes it again when it goes on", async () => {
    const at = await desk();
    const one = await started(at);
    await series.pause(at.actor, one.id);
    expect(await postsOf(one.id)).toEqual([]);
    bench.clock.advance(2 * DAY_MS);
    await series.sweep(never);
    expect(await postsOf(one.id)).toEqual([]);
    await series.resume(at.actor, one.id);
    const posts = await postsOf(one.id);
    expect(posts[0]?.occurrence).toBe("2026-03-30");
    expect(posts).toHaveLength(28);
  });

  it("has ended for good, and keeps what is out", async () => {
    const at = await desk();
    const one = await started(at);
    const out = dayOf(await postsOf(one.id), "2026-03-28");
    await bench.setTarget(out.id, { status: "live" });
    await series.end(at.actor, one.id);
    expect((await postsOf(one.id)).map(({ id }) => id)).toEqual([out.id]);
    const refused = { code: "CONFLICT", userMessage: "SERIES_ENDED" };
    await expect(series.resume(at.actor, one.id)).rejects.toMatchObject(refused);
    await expect(updateOf(at, one, {})).rejects.toMatchObject(refused);
  });

  it("belongs to those who may edit", async () => {
    const at = await desk();
    const one = await started(at);
    const viewer = { ...at.actor, role: "viewer" } as const;
    await expect(series.pause(viewer, one.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("an occurrence that cannot go out as it is", () => {
  it("is a draft at its time, and a person is told once", async () => {
    const at = await desk();
    // The account takes two posts a day, and a series of three a day is what this desk wants.
    bench.liveQuota = async () => ({ used: 0, limit: 2, windowMs: DAY_MS });
    const hours = ["08:00", "12:00", "18:00"];
    const made: SeriesOutput[] = [];
    for (const time of hours) made.push(await started(at, { time }));
    const third = dayOf(await postsOf(made[2]?.id ?? ""), "2026-03-28");
    expect(third).toMatchObject({ status: "draft", scheduledAt: new Date("2026-03-28T17:00:00Z") });
    const told = notices.filter(({ href }) => href === `/compose?post=${third.id}`);
    expect(told).toMatchObject([{ type: "post.series_incomplete" }]);
  });

  it("is a draft when its file is gone from the library, never a post without it", async () => {
    const at = await desk();
    const { id } = await started(at);
    await bench.database.db.postMedia.deleteMany({ where: { mediaId: at.mediaId } });
    await bench.database.db.mediaAsset.delete({ where: { id: at.mediaId } });
    bench.clock.advance(DAY_MS);
    await series.sweep(never);
    expect((await postsOf(id)).at(-1)).toMatchObject({ occurrence: "2026-04-25", status: "draft" });
  });

  it("waits in line for an account that has to be reconnected", async () => {
    const at = await desk();
    const { id } = await started(at);
    const { db } = bench.database;
    await db.connection.update({ where: { id: at.connectionId }, data: { status: "needs_reconnect" } });
    bench.clock.advance(DAY_MS);
    await series.sweep(never);
    expect((await postsOf(id)).at(-1)).toMatchObject({ occurrence: "2026-04-25", status: "scheduled" });
  });
});
