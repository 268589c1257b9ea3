import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentOf, type PostsBench, postsBench, refusals } from "#e2e/support/posts-bench.ts";
import { seedConnection, seedImage } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";

let bench: PostsBench;
beforeAll(async () => {
  bench = await postsBench();
});
afterAll(() => bench.database.close());

describe("scheduling", () => {
  it("writes the post, its targets and one alarm per target in one go", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    expect(post).toMatchObject({ state: "scheduled", scheduledAt: bench.inAnHour() });
    const target = await bench.targetOf(post.id);
    expect(await bench.jobsOf(target.id)).toMatchObject([
      {
        name: "publish.target",
        key: `${target.id}:${target.revision}`,
        payload: { targetId: target.id, revision: target.revision },
        runAt: bench.inAnHour(),
        workspaceId: at.actor.workspaceId,
      },
    ]);
    expect(bench.transport.published).toContainEqual({
      type: "post.changed",
      id: post.id,
      workspaceId: at.actor.workspaceId,
    });
    expect(await bench.told(post.id)).toEqual(["post.created", "post.scheduled"]);
  });

  it("is refused with its issues and changes nothing while the post breaks a rule", async () => {
    const at = await bench.desk();
    const { id, revision } = await bench.draft(at, { text: "x".repeat(3000) });
    const { post, issues } = await bench.posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(issues.map((issue) => issue.code)).toEqual(["text.too_long"]);
    expect(post).toMatchObject({ state: "draft", revision });
    expect(await bench.jobsOf((await bench.targetOf(id)).id)).toEqual([]);
  });

  it.each([
    ["connection.needs_reconnect", { status: "needs_reconnect" as const }],
    ["connection.disconnected", { status: "disconnected" as const }],
    ["connection.may_not_publish", { scopes: ["basic"] }],
    ["connection.network_off", { platform: "threads" }],
  ])("is refused with %s", async (code, seed) => {
    const at = await bench.desk();
    const connectionId = await seedConnection(bench.database.db, at.actor, {
      scopes: ["basic", "content_publish"],
      ...seed,
    });
    const { id, revision } = await bench.draft({ ...at, connectionId });
    const { issues } = await bench.posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it.each([
    ["media.not_ready", { status: "uploading" as const }],
    ["media.rejected", { status: "rejected" as const }],
    ["media.gone", { deletedAt: new Date() }],
    ["media.too_large", { bytes: 9_000_000n }],
  ])("is refused with %s", async (code, seed) => {
    const at = await bench.desk();
    const mediaId = await seedImage(bench.database.db, at.actor, seed);
    const { id, revision } = await bench.draft({ ...at, mediaId });
    const { issues } = await bench.posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it("asks the account what it allows, and goes on when the network cannot be asked", async () => {
    const at = await bench.desk();
    const connectionId = await seedConnection(bench.database.db, at.actor, {
      platform: "tiktok",
      scopes: ["content_publish"],
    });
    const targets = [{ connectionId, kind: "photo", text: null, options: { privacy_level: "PUBLIC" } }];
    const { id, revision } = await bench.draft(at, { targets });
    const refused = await bench.posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(refused.issues.map((issue) => issue.code)).toEqual(["options.not_allowed"]);
    bench.accountOptions = async () => {
      throw new AppError("NETWORK_ERROR", "down");
    };
    const { post } = await bench.posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(post.state).toBe("scheduled");
  });

  it("takes the past for at once", async () => {
    const at = await bench.desk();
    const { id, revision } = await bench.draft(at);
    const long = new Date("2001-01-01T00:00:00Z");
    const { post } = await bench.posts.schedule(at.actor, { postId: id, revision, scheduledAt: long });
    expect(post.scheduledAt).toEqual(bench.clock.now());
  });

  it("gives an edit a new revision, so that the older alarm finds itself outdated", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    const before = await bench.targetOf(post.id);
    const edited = { ...contentOf(at, { text: "better" }), postId: post.id, revision: post.revision };
    const saved = await bench.posts.save(at.actor, edited);
    const after = await bench.targetOf(post.id);
    expect(saved.post.state).toBe("scheduled");
    expect(after.revision).toBeGreaterThan(before.revision);
    expect((await bench.jobsOf(after.id)).map((job) => job.key)).toEqual([
      `${before.id}:${before.revision}`,
      `${after.id}:${after.revision}`,
    ]);
  });

  it("refuses an edit that would break a scheduled post, and keeps what was scheduled", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    const broken = { ...contentOf(at, { text: "x".repeat(3000) }), postId: post.id, revision: post.revision };
    const { post: kept, issues } = await bench.posts.save(at.actor, broken);
    expect(issues.map((issue) => issue.code)).toEqual(["text.too_long"]);
    expect(kept).toMatchObject({ text: "Hello", revision: post.revision, state: "scheduled" });
    expect(await bench.jobsOf((await bench.targetOf(post.id)).id)).toHaveLength(1);
  });

  it("takes accounts in and out of a scheduled post", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    const connectionId = await seedConnection(bench.database.db, at.actor, { scopes: ["content_publish"] });
    const targets = [{ connectionId, kind: "image", text: null, options: {} }];
    const edited = { ...contentOf(at, { targets }), postId: post.id, revision: post.revision };
    const { post: saved } = await bench.posts.save(at.actor, edited);
    expect(saved.targets).toMatchObject([
      { connectionId, status: "scheduled", scheduledAt: bench.inAnHour() },
    ]);
    expect(await bench.jobsOf(saved.targets[0]?.id ?? "")).toHaveLength(1);
  });

  it("moves with a reschedule, alarm and all; a draft only changes its plan", async () => {
    const at = await bench.desk();
    const later = new Date(bench.inAnHour().getTime() + 86_400_000);
    const post = await bench.scheduled(at);
    const moved = await bench.posts.reschedule(at.actor, { postId: post.id, scheduledAt: later });
    expect(moved).toMatchObject({ scheduledAt: later, targets: [{ scheduledAt: later }] });
    expect((await bench.jobsOf((await bench.targetOf(post.id)).id)).map((job) => job.runAt)).toEqual([
      bench.inAnHour(),
      later,
    ]);
    const plan = await bench.draft(at);
    expect(await bench.posts.reschedule(at.actor, { postId: plan.id, scheduledAt: later })).toMatchObject({
      state: "draft",
      scheduledAt: later,
    });
    expect(await bench.jobsOf((await bench.targetOf(plan.id)).id)).toEqual([]);
  });

  it("is taken back to draft: nothing goes out, and the plan stays", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    const before = await bench.targetOf(post.id);
    const back = await bench.posts.unschedule(at.actor, post.id);
    expect(back).toMatchObject({
      state: "draft",
      scheduledAt: bench.inAnHour(),
      targets: [{ status: "draft" }],
    });
    expect((await bench.targetOf(post.id)).revision).toBeGreaterThan(before.revision);
  });

  it("sends a failed target out again", async () => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    await bench.setTarget(post.id, { status: "failed" });
    const { revision } = await bench.posts.get(at.actor, post.id);
    const again = await bench.posts.schedule(at.actor, {
      postId: post.id,
      revision,
      scheduledAt: bench.inAnHour(),
    });
    expect(again.post.targets).toMatchObject([{ status: "scheduled", error: null }]);
  });

  it.each(["publishing", "live", "unknown"] as const)("cannot change a post that is %s", async (status) => {
    const at = await bench.desk();
    const post = await bench.scheduled(at);
    await bench.setTarget(post.id, { status });
    const { id: postId, revision } = post;
    const scheduledAt = bench.inAnHour();
    const deeds = [
      bench.posts.save(at.actor, { ...contentOf(at, { text: "late" }), postId, revision }),
      bench.posts.schedule(at.actor, { postId, revision, scheduledAt }),
      bench.posts.reschedule(at.actor, { postId, scheduledAt }),
      bench.posts.unschedule(at.actor, postId),
    ];
    expect(await refusals(deeds)).toEqual(["CONFLICT"]);
    expect(await bench.posts.get(at.actor, postId)).toMatchObject({
      editable: false,
      text: "Hello",
      revision,
    });
  });
});
