import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentOf, type PostsBench, postsBench, refusals } from "#e2e/support/posts-bench.ts";
import { seedConnection, seedImage, seedWorkspace } from "#e2e/support/workspace.ts";
import { newId } from "#server/core/ids.ts";
import type { Actor } from "#server/features/actor.ts";
import { postContentInput, postSaveInput } from "./schema.ts";

let bench: PostsBench;
beforeAll(async () => {
  bench = await postsBench();
});
afterAll(() => bench.database.close());

describe("drafts", () => {
  it("may be incomplete, and say what is missing", async () => {
    const at = await bench.desk();
    const { post, issues } = await bench.posts.save(
      at.actor,
      contentOf(at, { text: "", mediaIds: [], targets: [] }),
    );
    expect(post).toMatchObject({ state: "draft", text: "", editable: true, revision: 1 });
    expect(issues.map((issue) => issue.code)).toEqual(["targets.none"]);
    expect(await bench.told(post.id)).toEqual(["post.created"]);
  });

  it("keep text, media in order and one target per account", async () => {
    const at = await bench.desk();
    const second = await seedImage(bench.database.db, at.actor);
    const { id, revision } = await bench.draft(at, { mediaIds: [second, at.mediaId] });
    const other = await seedConnection(bench.database.db, at.actor, { platform: "tiktok" });
    const targets = [{ connectionId: other, kind: "photo", text: "Own", options: { title: "T" } }];
    const edited = contentOf(at, { text: "New", mediaIds: [at.mediaId, second], targets });
    const { post } = await bench.posts.save(at.actor, { ...edited, postId: id, revision });
    expect(post).toMatchObject({ text: "New", revision: 2, targets: [{ platform: "tiktok", text: "Own" }] });
    expect(post.media.map((item) => item.id)).toEqual([at.mediaId, second]);
    const events = await bench.database.db.timelineEvent.findMany({ where: { postId: id } });
    expect(events.at(-1)).toMatchObject({
      type: "post.edited",
      actorUserId: at.actor.userId,
      data: { fields: ["text", "media", "targets"] },
    });
  });

  it("keep the days on which they are to come again until they are told others, or go out once", async () => {
    const at = await bench.desk();
    const repeat = { frequency: "weekly", weekdays: [1, 4], interval: 2, ends: { type: "count", count: 8 } };
    const weekly = postSaveInput.parse({ ...contentOf(at), repeat });
    const { post } = await bench.posts.save(at.actor, weekly);
    expect((await bench.posts.get(at.actor, post.id)).repeat).toEqual(repeat);
    const on = ({ id: postId, revision }: { id: string; revision: number }) => ({ postId, revision });
    const same = await bench.posts.save(at.actor, { ...weekly, ...on(post) });
    expect(same.post.revision).toBe(post.revision);
    const more = await bench.posts.save(at.actor, { ...contentOf(at, { text: "More" }), ...on(post) });
    expect(more.post.repeat).toEqual(repeat);
    const daily = { frequency: "daily", interval: 1, ends: { type: "never" } } as const;
    const other = await bench.posts.save(at.actor, { ...contentOf(at), repeat: daily, ...on(more.post) });
    expect(other.post.repeat).toEqual(daily);
    const [last] = await bench.database.db.timelineEvent.findMany({
      where: { postId: post.id },
      orderBy: { id: "desc" },
    });
    expect(last?.data).toEqual({ fields: ["text", "repeat"] });
    const scheduledAt = bench.inAnHour();
    const once = await bench.posts.schedule(at.actor, { ...on(other.post), scheduledAt });
    expect(once.post).toMatchObject({ state: "scheduled", repeat: null });
    expect((await bench.posts.unschedule(at.actor, post.id)).repeat).toBeNull();
  });

  it("forget them when told so, and refuse days that are none", async () => {
    const at = await bench.desk();
    const daily = { frequency: "daily", interval: 1, ends: { type: "never" } } as const;
    const { post } = await bench.posts.save(at.actor, { ...contentOf(at), repeat: daily });
    const edit = { ...contentOf(at), postId: post.id, revision: post.revision };
    expect((await bench.posts.save(at.actor, { ...edit, repeat: null })).post.repeat).toBeNull();
    expect(postSaveInput.safeParse({ ...edit, repeat: { ...daily, interval: 0 } }).success).toBe(false);
  });

  it("carry the time they are planned for, and forget it only when told so", async () => {
    const at = await bench.desk();
    const scheduledAt = bench.inAnHour();
    const { post } = await bench.posts.save(at.actor, { ...contentOf(at), scheduledAt });
    expect(post).toMatchObject({ state: "draft", scheduledAt });
    const edit = { postId: post.id, revision: post.revision };
    const kept = await bench.posts.save(at.actor, { ...contentOf(at, { text: "More" }), ...edit });
    expect(kept.post.scheduledAt).toEqual(scheduledAt);
    const revision = kept.post.revision;
    const bare = await bench.posts.save(at.actor, {
      ...contentOf(at),
      postId: post.id,
      revision,
      scheduledAt: null,
    });
    expect(bare.post.scheduledAt).toBeNull();
  });

  it("do not change when nothing was changed", async () => {
    const at = await bench.desk();
    const { id, revision } = await bench.draft(at);
    const { post } = await bench.posts.save(at.actor, { ...contentOf(at), postId: id, revision });
    expect(post.revision).toBe(revision);
    expect(await bench.told(id)).toEqual(["post.created"]);
  });

  it("refuse an older revision, and lose nothing of the newer one", async () => {
    const at = await bench.desk();
    const { id, revision } = await bench.draft(at);
    await bench.posts.save(at.actor, { ...contentOf(at, { text: "first" }), postId: id, revision });
    const late = bench.posts.save(at.actor, { ...contentOf(at, { text: "second" }), postId: id, revision });
    await expect(late).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await bench.posts.get(at.actor, id)).text).toBe("first");
  });

  it.each([
    ["with an account", {}],
    ["without any", { targets: [] }],
  ])("let one of the people who save at the same moment win, %s", async (_what, more) => {
    const at = await bench.desk();
    const { id, revision } = await bench.draft(at, more);
    const saves = await Promise.allSettled(
      ["one", "two", "three", "four", "five", "six"].map((text) =>
        bench.posts.save(at.actor, { ...contentOf(at, { ...more, text }), postId: id, revision }),
      ),
    );
    expect(saves.filter((save) => save.status === "fulfilled")).toHaveLength(1);
    expect((await bench.posts.get(at.actor, id)).revision).toBe(revision + 1);
  });

  it("take texts as PostgreSQL cannot: without NUL and half characters", () => {
    const parsed = postContentInput.parse({
      text: "a\u0000b\ud83d",
      mediaIds: [],
      targets: [
        { connectionId: newId(), kind: "x\u0000", text: "\u0000", options: { "k\u0000": "v\u0000" } },
      ],
      timeZone: "UTC",
    });
    expect(parsed).toMatchObject({
      text: "ab\ufffd",
      targets: [{ kind: "x", text: "", options: { k: "v" } }],
    });
  });

  it("are refused as input with the same medium or account twice, or without the revision they were read at", () => {
    const id = newId();
    const target = { connectionId: id, kind: "image", text: null, options: {} };
    const content = { text: "", mediaIds: [], targets: [], timeZone: "UTC" };
    expect(postSaveInput.safeParse({ ...content, mediaIds: [id, id] }).success).toBe(false);
    expect(postSaveInput.safeParse({ ...content, targets: [target, target] }).success).toBe(false);
    expect(postSaveInput.safeParse({ ...content, postId: id }).success).toBe(false);
    expect(postSaveInput.safeParse({ ...content, postId: id, revision: 1 }).success).toBe(true);
  });

  it("are copied with their content and without their time", async () => {
    const at = await bench.desk();
    const original = await bench.scheduled(at);
    const copy = await bench.posts.duplicate(at.actor, original.id);
    expect(copy).toMatchObject({
      state: "draft",
      text: "Hello",
      scheduledAt: null,
      media: [{ id: at.mediaId }],
    });
    expect(copy.id).not.toBe(original.id);
    expect(await bench.told(copy.id)).toEqual(["post.duplicated"]);
  });
});

describe("removing", () => {
  it("takes a post out of sight and its targets out of line", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    await bench.posts.remove(at.actor, post.id);
    await expect(bench.posts.get(at.actor, post.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await bench.targetOf(post.id)).status).toBe("canceled");
    expect(await bench.told(post.id)).toContain("post.removed");
  });

  it("leaves what is live there alone, and waits for what is on its way", async () => {
    const at = await bench.desk();
    const live = await bench.scheduled(at);
    await bench.setTarget(live.id, { status: "live" });
    await bench.posts.remove(at.actor, live.id);
    expect((await bench.targetOf(live.id)).status).toBe("live");
    const moving = await bench.scheduled(at);
    await bench.setTarget(moving.id, { status: "unknown" });
    await expect(bench.posts.remove(at.actor, moving.id)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("strangers", () => {
  it("find nothing, change nothing and lend nothing", async () => {
    const at = await bench.desk();
    const stranger = await seedWorkspace(bench.database.db, "Eve");
    const post = await bench.scheduled(at);
    const { id: postId, revision } = post;
    const scheduledAt = bench.inAnHour();
    const deeds = [
      bench.posts.get(stranger, postId),
      bench.posts.save(stranger, { ...contentOf(at), targets: [], mediaIds: [], postId, revision }),
      bench.posts.save(stranger, contentOf(at, { targets: [] })),
      bench.posts.save(stranger, contentOf(at, { mediaIds: [] })),
      bench.posts.validate(stranger, { ...contentOf(at), scheduledAt: null }),
      bench.posts.schedule(stranger, { postId, revision, scheduledAt }),
      bench.posts.reschedule(stranger, { postId, scheduledAt }),
      bench.posts.unschedule(stranger, postId),
      bench.posts.duplicate(stranger, postId),
      bench.posts.remove(stranger, postId),
      bench.posts.list(stranger, { limit: 10, cursor: postId }),
    ];
    expect(await refusals(deeds)).toEqual(["NOT_FOUND"]);
    expect((await bench.posts.list(stranger, { limit: 10 })).posts).toEqual([]);
    expect(await bench.posts.get(at.actor, postId)).toMatchObject({ revision, state: "scheduled" });
  });

  it("and viewers may look only", async () => {
    const at = await bench.desk();
    const viewer: Actor = { ...at.actor, role: "viewer" };
    const { id: postId, revision } = await bench.draft(at);
    expect((await bench.posts.get(viewer, postId)).id).toBe(postId);
    const deeds = [
      bench.posts.save(viewer, { ...contentOf(at), postId, revision }),
      bench.posts.schedule(viewer, { postId, revision, scheduledAt: bench.inAnHour() }),
      bench.posts.reschedule(viewer, { postId, scheduledAt: bench.inAnHour() }),
      bench.posts.unschedule(viewer, postId),
      bench.posts.duplicate(viewer, postId),
      bench.posts.remove(viewer, postId),
    ];
    expect(await refusals(deeds)).toEqual(["FORBIDDEN"]);
  });
});
