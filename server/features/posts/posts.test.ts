import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport, seedConnection, seedImage, seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Actor } from "#server/features/actor.ts";
import { createUnitOfWork } from "#server/features/unit-of-work.ts";
import { instagramRules } from "#server/platforms/instagram/rules.ts";
import type { OAuthCapability } from "#server/platforms/platform.ts";
import { tiktokRules } from "#server/platforms/tiktok/rules.ts";
import {
  calendarInput,
  type PostContentInput,
  type PostState,
  postContentInput,
  postSaveInput,
  postState,
  targetStatus,
} from "./schema.ts";
import { createPostsService, type PostsService } from "./service.ts";
import { derivePostState } from "./state.ts";

const clock = testClock();
const log = silentLog();
let database: TestDatabase;
let posts: PostsService;
let transport: ReturnType<typeof rememberingTransport>;
let composeOptions: (connectionId: string) => Promise<Record<string, string[]>>;

const oauth = {
  flavors: [
    {
      id: "instagram-login",
      scopes: [
        { scope: "basic", required: true, for: "identity" },
        { scope: "content_publish", required: true, for: "publish" },
      ],
    },
  ],
} as unknown as OAuthCapability;

beforeAll(async () => {
  database = await testDatabase();
  transport = rememberingTransport();
  const { db } = database;
  posts = createPostsService({
    db,
    clock,
    log,
    work: createUnitOfWork({ db, clock, log, ...transport }),
    accounts: {
      composeOptions: async (_actor, connectionId) => ({
        options: await composeOptions(connectionId),
        quota: null,
      }),
    },
    platform: (id) => {
      if (id === "instagram") return { label: "Instagram", rules: instagramRules, oauth };
      if (id === "tiktok") return { label: "TikTok", rules: tiktokRules, oauth };
      return undefined;
    },
  });
  composeOptions = async () => ({ privacy_level: ["SELF_ONLY"] });
});
afterAll(() => database.close());

const inAnHour = () => new Date(clock.now().getTime() + 3_600_000);

interface Desk {
  actor: Actor;
  connectionId: string;
  mediaId: string;
}

async function desk(): Promise<Desk> {
  const actor = await seedWorkspace(database.db);
  const connectionId = await seedConnection(database.db, actor, { scopes: ["basic", "content_publish"] });
  return { actor, connectionId, mediaId: await seedImage(database.db, actor) };
}

const contentOf = (desk: Desk, more: Partial<PostContentInput> = {}): PostContentInput => ({
  text: "Hello",
  mediaIds: [desk.mediaId],
  targets: [{ connectionId: desk.connectionId, kind: "image", text: null, options: {} }],
  timeZone: "Europe/Paris",
  ...more,
});

const draft = async (at: Desk, more: Partial<PostContentInput> = {}) =>
  (await posts.save(at.actor, contentOf(at, more))).post;

async function scheduled(at: Desk) {
  const { id, revision } = await draft(at);
  return (await posts.schedule(at.actor, { postId: id, revision, scheduledAt: inAnHour() })).post;
}

const jobsOf = (targetId: string) =>
  database.db.job.findMany({ where: { key: { startsWith: targetId } }, orderBy: { id: "asc" } });
const targetOf = async (postId: string) => database.db.postTarget.findFirstOrThrow({ where: { postId } });
const setTarget = (
  postId: string,
  data: { status: "publishing" | "live" | "unknown" | "failed" | "waiting" },
) => database.db.postTarget.updateMany({ where: { postId }, data });
const told = async (postId: string) =>
  (await database.db.timelineEvent.findMany({ where: { postId }, orderBy: { id: "asc" } })).map(
    (event) => event.type,
  );
/** All of them, each refused with the same code. */
async function expectRefused(code: string, deeds: Promise<unknown>[]): Promise<void> {
  for (const deed of await Promise.allSettled(deeds))
    expect(deed).toMatchObject({ status: "rejected", reason: { code } });
}
const refusal = (code: string) => expect.objectContaining({ code }) as AppError;

describe("drafts", () => {
  it("may be incomplete, and say what is missing", async () => {
    const at = await desk();
    const { post, issues } = await posts.save(
      at.actor,
      contentOf(at, { text: "", mediaIds: [], targets: [] }),
    );
    expect(post).toMatchObject({ state: "draft", text: "", editable: true, revision: 1 });
    expect(issues.map((issue) => issue.code)).toEqual(["targets.none"]);
    expect(await told(post.id)).toEqual(["post.created"]);
  });

  it("keep text, media in order and one target per account", async () => {
    const at = await desk();
    const second = await seedImage(database.db, at.actor);
    const { id, revision } = await draft(at, { mediaIds: [second, at.mediaId] });
    const other = await seedConnection(database.db, at.actor, { platform: "tiktok" });
    const targets = [{ connectionId: other, kind: "photo", text: "Own", options: { title: "T" } }];
    const edited = contentOf(at, { text: "New", mediaIds: [at.mediaId, second], targets });
    const { post } = await posts.save(at.actor, { ...edited, postId: id, revision });
    expect(post).toMatchObject({ text: "New", revision: 2, targets: [{ platform: "tiktok", text: "Own" }] });
    expect(post.media.map((item) => item.id)).toEqual([at.mediaId, second]);
    const events = await database.db.timelineEvent.findMany({ where: { postId: id } });
    expect(events.at(-1)).toMatchObject({
      type: "post.edited",
      actorUserId: at.actor.userId,
      data: { fields: ["text", "media", "targets"] },
    });
  });

  it("carry the time they are planned for, and forget it only when told so", async () => {
    const at = await desk();
    const scheduledAt = inAnHour();
    const { post } = await posts.save(at.actor, { ...contentOf(at), scheduledAt });
    expect(post).toMatchObject({ state: "draft", scheduledAt });
    const edit = { postId: post.id, revision: post.revision };
    const kept = await posts.save(at.actor, { ...contentOf(at, { text: "More" }), ...edit });
    expect(kept.post.scheduledAt).toEqual(scheduledAt);
    const revision = kept.post.revision;
    const bare = await posts.save(at.actor, {
      ...contentOf(at),
      postId: post.id,
      revision,
      scheduledAt: null,
    });
    expect(bare.post.scheduledAt).toBeNull();
  });

  it("do not change when nothing was changed", async () => {
    const at = await desk();
    const { id, revision } = await draft(at);
    const { post } = await posts.save(at.actor, { ...contentOf(at), postId: id, revision });
    expect(post.revision).toBe(revision);
    expect(await told(id)).toEqual(["post.created"]);
  });

  it("refuse an older revision, and lose nothing of the newer one", async () => {
    const at = await desk();
    const { id, revision } = await draft(at);
    await posts.save(at.actor, { ...contentOf(at, { text: "first" }), postId: id, revision });
    const late = posts.save(at.actor, { ...contentOf(at, { text: "second" }), postId: id, revision });
    await expect(late).rejects.toEqual(refusal("CONFLICT"));
    expect((await posts.get(at.actor, id)).text).toBe("first");
  });

  it.each([
    ["with an account", {}],
    ["without any", { targets: [] }],
  ])("let one of the people who save at the same moment win, %s", async (_what, more) => {
    const at = await desk();
    const { id, revision } = await draft(at, more);
    const saves = await Promise.allSettled(
      ["one", "two", "three", "four", "five", "six"].map((text) =>
        posts.save(at.actor, { ...contentOf(at, { ...more, text }), postId: id, revision }),
      ),
    );
    expect(saves.filter((save) => save.status === "fulfilled")).toHaveLength(1);
    expect((await posts.get(at.actor, id)).revision).toBe(revision + 1);
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
    const at = await desk();
    const original = await scheduled(at);
    const copy = await posts.duplicate(at.actor, original.id);
    expect(copy).toMatchObject({
      state: "draft",
      text: "Hello",
      scheduledAt: null,
      media: [{ id: at.mediaId }],
    });
    expect(copy.id).not.toBe(original.id);
    expect(await told(copy.id)).toEqual(["post.duplicated"]);
  });
});

describe("scheduling", () => {
  it("writes the post, its targets and one alarm per target in one go", async () => {
    const at = await desk();
    const post = await scheduled(at);
    expect(post).toMatchObject({ state: "scheduled", scheduledAt: inAnHour() });
    const target = await targetOf(post.id);
    expect(await jobsOf(target.id)).toMatchObject([
      {
        name: "publish.target",
        key: `${target.id}:${target.revision}`,
        payload: { targetId: target.id, revision: target.revision },
        runAt: inAnHour(),
        workspaceId: at.actor.workspaceId,
      },
    ]);
    expect(transport.published).toContainEqual({
      type: "post.changed",
      id: post.id,
      workspaceId: at.actor.workspaceId,
    });
    expect(await told(post.id)).toEqual(["post.created", "post.scheduled"]);
  });

  it("is refused with its issues and changes nothing while the post breaks a rule", async () => {
    const at = await desk();
    const { id, revision } = await draft(at, { text: "x".repeat(3000) });
    const { post, issues } = await posts.schedule(at.actor, {
      postId: id,
      revision,
      scheduledAt: inAnHour(),
    });
    expect(issues.map((issue) => issue.code)).toEqual(["text.too_long"]);
    expect(post).toMatchObject({ state: "draft", revision });
    expect(await jobsOf((await targetOf(id)).id)).toEqual([]);
  });

  it.each([
    ["connection.needs_reconnect", { status: "needs_reconnect" as const }],
    ["connection.disconnected", { status: "disconnected" as const }],
    ["connection.may_not_publish", { scopes: ["basic"] }],
    ["connection.network_off", { platform: "threads" }],
  ])("is refused with %s", async (code, seed) => {
    const at = await desk();
    const connectionId = await seedConnection(database.db, at.actor, {
      scopes: ["basic", "content_publish"],
      ...seed,
    });
    const { id, revision } = await draft({ ...at, connectionId });
    const { issues } = await posts.schedule(at.actor, { postId: id, revision, scheduledAt: inAnHour() });
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it.each([
    ["media.not_ready", { status: "uploading" as const }],
    ["media.rejected", { status: "rejected" as const }],
    ["media.gone", { deletedAt: new Date() }],
    ["media.too_large", { bytes: 9_000_000n }],
  ])("is refused with %s", async (code, seed) => {
    const at = await desk();
    const mediaId = await seedImage(database.db, at.actor, seed);
    const { id, revision } = await draft({ ...at, mediaId });
    const { issues } = await posts.schedule(at.actor, { postId: id, revision, scheduledAt: inAnHour() });
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it("asks the account what it allows, and goes on when the network cannot be asked", async () => {
    const at = await desk();
    const connectionId = await seedConnection(database.db, at.actor, {
      platform: "tiktok",
      scopes: ["content_publish"],
    });
    const targets = [{ connectionId, kind: "photo", text: null, options: { privacy_level: "PUBLIC" } }];
    const { id, revision } = await draft(at, { targets });
    const refused = await posts.schedule(at.actor, { postId: id, revision, scheduledAt: inAnHour() });
    expect(refused.issues.map((issue) => issue.code)).toEqual(["options.not_allowed"]);
    composeOptions = async () => {
      throw new AppError("NETWORK_ERROR", "down");
    };
    const { post } = await posts.schedule(at.actor, { postId: id, revision, scheduledAt: inAnHour() });
    expect(post.state).toBe("scheduled");
  });

  it("takes the past for at once", async () => {
    const at = await desk();
    const { id, revision } = await draft(at);
    const long = new Date("2001-01-01T00:00:00Z");
    const { post } = await posts.schedule(at.actor, { postId: id, revision, scheduledAt: long });
    expect(post.scheduledAt).toEqual(clock.now());
  });

  it("gives an edit a new revision, so that the older alarm finds itself outdated", async () => {
    const at = await desk();
    const post = await scheduled(at);
    const before = await targetOf(post.id);
    const edited = { ...contentOf(at, { text: "better" }), postId: post.id, revision: post.revision };
    const saved = await posts.save(at.actor, edited);
    const after = await targetOf(post.id);
    expect(saved.post.state).toBe("scheduled");
    expect(after.revision).toBeGreaterThan(before.revision);
    expect((await jobsOf(after.id)).map((job) => job.key)).toEqual([
      `${before.id}:${before.revision}`,
      `${after.id}:${after.revision}`,
    ]);
  });

  it("refuses an edit that would break a scheduled post, and keeps what was scheduled", async () => {
    const at = await desk();
    const post = await scheduled(at);
    const broken = { ...contentOf(at, { text: "x".repeat(3000) }), postId: post.id, revision: post.revision };
    const { post: kept, issues } = await posts.save(at.actor, broken);
    expect(issues.map((issue) => issue.code)).toEqual(["text.too_long"]);
    expect(kept).toMatchObject({ text: "Hello", revision: post.revision, state: "scheduled" });
    expect(await jobsOf((await targetOf(post.id)).id)).toHaveLength(1);
  });

  it("takes accounts in and out of a scheduled post", async () => {
    const at = await desk();
    const post = await scheduled(at);
    const connectionId = await seedConnection(database.db, at.actor, { scopes: ["content_publish"] });
    const targets = [{ connectionId, kind: "image", text: null, options: {} }];
    const edited = { ...contentOf(at, { targets }), postId: post.id, revision: post.revision };
    const { post: saved } = await posts.save(at.actor, edited);
    expect(saved.targets).toMatchObject([{ connectionId, status: "scheduled", scheduledAt: inAnHour() }]);
    expect(await jobsOf(saved.targets[0]?.id ?? "")).toHaveLength(1);
  });

  it("moves with a reschedule, alarm and all; a draft only changes its plan", async () => {
    const at = await desk();
    const later = new Date(inAnHour().getTime() + 86_400_000);
    const post = await scheduled(at);
    const moved = await posts.reschedule(at.actor, { postId: post.id, scheduledAt: later });
    expect(moved).toMatchObject({ scheduledAt: later, targets: [{ scheduledAt: later }] });
    expect((await jobsOf((await targetOf(post.id)).id)).map((job) => job.runAt)).toEqual([inAnHour(), later]);
    const plan = await draft(at);
    expect(await posts.reschedule(at.actor, { postId: plan.id, scheduledAt: later })).toMatchObject({
      state: "draft",
      scheduledAt: later,
    });
    expect(await jobsOf((await targetOf(plan.id)).id)).toEqual([]);
  });

  it("is taken back to draft: nothing goes out, and the plan stays", async () => {
    const at = await desk();
    const post = await scheduled(at);
    const before = await targetOf(post.id);
    const back = await posts.unschedule(at.actor, post.id);
    expect(back).toMatchObject({ state: "draft", scheduledAt: inAnHour(), targets: [{ status: "draft" }] });
    expect((await targetOf(post.id)).revision).toBeGreaterThan(before.revision);
  });

  it("sends a failed target out again", async () => {
    const at = await desk();
    const post = await scheduled(at);
    await setTarget(post.id, { status: "failed" });
    const { revision } = await posts.get(at.actor, post.id);
    const again = await posts.schedule(at.actor, { postId: post.id, revision, scheduledAt: inAnHour() });
    expect(again.post.targets).toMatchObject([{ status: "scheduled", error: null }]);
  });

  it.each(["publishing", "live", "unknown"] as const)("cannot change a post that is %s", async (status) => {
    const at = await desk();
    const post = await scheduled(at);
    await setTarget(post.id, { status });
    const { id: postId, revision } = post;
    const scheduledAt = inAnHour();
    const deeds = [
      posts.save(at.actor, { ...contentOf(at, { text: "late" }), postId, revision }),
      posts.schedule(at.actor, { postId, revision, scheduledAt }),
      posts.reschedule(at.actor, { postId, scheduledAt }),
      posts.unschedule(at.actor, postId),
    ];
    await expectRefused("CONFLICT", deeds);
    expect(await posts.get(at.actor, postId)).toMatchObject({ editable: false, text: "Hello", revision });
  });
});

describe("removing", () => {
  it("takes a post out of sight and its targets out of line", async () => {
    const at = await desk();
    const post = await scheduled(at);
    await posts.remove(at.actor, post.id);
    await expect(posts.get(at.actor, post.id)).rejects.toEqual(refusal("NOT_FOUND"));
    expect((await targetOf(post.id)).status).toBe("canceled");
    expect(await told(post.id)).toContain("post.removed");
  });

  it("leaves what is live there alone, and waits for what is on its way", async () => {
    const at = await desk();
    const live = await scheduled(at);
    await setTarget(live.id, { status: "live" });
    await posts.remove(at.actor, live.id);
    expect((await targetOf(live.id)).status).toBe("live");
    const moving = await scheduled(at);
    await setTarget(moving.id, { status: "unknown" });
    await expect(posts.remove(at.actor, moving.id)).rejects.toEqual(refusal("CONFLICT"));
  });
});

describe("reading", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 4, n, 12));

  it("shows the posts of a range soonest first, with the filters asked for", async () => {
    const at = await desk();
    const tiktok = await seedConnection(database.db, at.actor, { platform: "tiktok" });
    const planned = async (n: number, more: Partial<PostContentInput> = {}) => {
      const post = await draft(at, more);
      return (await posts.reschedule(at.actor, { postId: post.id, scheduledAt: day(n) })).id;
    };
    const toTikTok = { targets: [{ connectionId: tiktok, kind: "photo", text: null, options: {} }] };
    const [late, early, other] = [await planned(9), await planned(3), await planned(5, toTikTok)];
    await planned(20);
    const range = { from: day(1), to: day(20) };
    const ids = async (more = {}) =>
      (await posts.calendar(at.actor, { ...range, ...more })).posts.map((post) => post.id);
    expect(await ids()).toEqual([early, other, late]);
    expect(await ids({ platforms: ["tiktok"] })).toEqual([other]);
    expect(await ids({ connectionIds: [at.connectionId] })).toEqual([early, late]);
    expect(await ids({ states: ["scheduled"] })).toEqual([]);
    expect(await ids({ states: ["draft", "live"] })).toEqual([early, other, late]);
  });

  it("takes a handful of queries however many posts there are", async () => {
    const at = await desk();
    const count = async (work: () => Promise<unknown>) => {
      let queries = 0;
      const original = database.pool.query.bind(database.pool);
      const spied = ((...args: Parameters<typeof original>) => {
        queries += 1;
        return original(...args);
      }) as typeof database.pool.query;
      database.pool.query = spied;
      await work();
      database.pool.query = original;
      return queries;
    };
    const range = { from: day(1), to: day(20) };
    for (let n = 2; n < 4; n += 1)
      await posts.reschedule(at.actor, { postId: (await draft(at)).id, scheduledAt: day(n) });
    const few = await count(() => posts.calendar(at.actor, range));
    for (let n = 4; n < 14; n += 1)
      await posts.reschedule(at.actor, { postId: (await draft(at)).id, scheduledAt: day(n) });
    expect(await count(() => posts.calendar(at.actor, range))).toBe(few);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThanOrEqual(6);
  });

  it("pages through the list, each post once, most recently edited first", async () => {
    const at = await desk();
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await draft(at)).id);
    const first = await posts.list(at.actor, { limit: 2 });
    const second = await posts.list(at.actor, { limit: 2, cursor: first.nextCursor ?? "" });
    const third = await posts.list(at.actor, { limit: 2, cursor: second.nextCursor ?? "" });
    const pages = [first, second, third].flatMap((page) => page.posts.map((post) => post.id));
    expect(pages).toEqual(made);
    expect(third.nextCursor).toBeNull();
  });

  it("refuses times no calendar has", () => {
    expect(calendarInput.safeParse({ from: new Date(-8.64e15), to: new Date() }).success).toBe(false);
    expect(calendarInput.safeParse({ from: new Date(), to: new Date(8.64e15) }).success).toBe(false);
  });

  it("finds posts by the same state it shows, whatever their targets' statuses", async () => {
    const at = await desk();
    const extra = [at.connectionId];
    while (extra.length < 3) extra.push(await seedConnection(database.db, at.actor));
    const targets = extra.map((connectionId) => ({ connectionId, kind: "image", text: null, options: {} }));
    const { id: postId } = await draft(at, { targets });
    const rows = await database.db.postTarget.findMany({ where: { postId }, select: { id: true } });
    const statuses = fc.array(fc.constantFrom(...targetStatus.options), { minLength: 3, maxLength: 3 });
    const property = fc.asyncProperty(
      statuses,
      fc.constantFrom("scheduled", "draft", "canceled"),
      async (is, status) => {
        await database.db.post.update({ where: { id: postId }, data: { status: status as "draft" } });
        for (const [index, { id }] of rows.entries())
          await database.db.postTarget.update({ where: { id }, data: { status: is[index] ?? "draft" } });
        const shown = (await posts.get(at.actor, postId)).state;
        expect(shown).toBe(derivePostState(status as "draft", is));
        const found: PostState[] = [];
        for (const state of postState.options)
          if ((await posts.list(at.actor, { state, limit: 100 })).posts.some((post) => post.id === postId))
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

describe("strangers", () => {
  it("find nothing, change nothing and lend nothing", async () => {
    const at = await desk();
    const stranger = await seedWorkspace(database.db, "Eve");
    const post = await scheduled(at);
    const { id: postId, revision } = post;
    const scheduledAt = inAnHour();
    const deeds = [
      posts.get(stranger, postId),
      posts.save(stranger, { ...contentOf(at), targets: [], mediaIds: [], postId, revision }),
      posts.save(stranger, contentOf(at, { targets: [] })),
      posts.save(stranger, contentOf(at, { mediaIds: [] })),
      posts.validate(stranger, { ...contentOf(at), scheduledAt: null }),
      posts.schedule(stranger, { postId, revision, scheduledAt }),
      posts.reschedule(stranger, { postId, scheduledAt }),
      posts.unschedule(stranger, postId),
      posts.duplicate(stranger, postId),
      posts.remove(stranger, postId),
      posts.list(stranger, { limit: 10, cursor: postId }),
    ];
    await expectRefused("NOT_FOUND", deeds);
    expect((await posts.list(stranger, { limit: 10 })).posts).toEqual([]);
    expect(await posts.get(at.actor, postId)).toMatchObject({ revision, state: "scheduled" });
  });

  it("and viewers may look only", async () => {
    const at = await desk();
    const viewer: Actor = { ...at.actor, role: "viewer" };
    const { id: postId, revision } = await draft(at);
    expect((await posts.get(viewer, postId)).id).toBe(postId);
    const deeds = [
      posts.save(viewer, { ...contentOf(at), postId, revision }),
      posts.schedule(viewer, { postId, revision, scheduledAt: inAnHour() }),
      posts.reschedule(viewer, { postId, scheduledAt: inAnHour() }),
      posts.unschedule(viewer, postId),
      posts.duplicate(viewer, postId),
      posts.remove(viewer, postId),
    ];
    await expectRefused("FORBIDDEN", deeds);
  });
});
