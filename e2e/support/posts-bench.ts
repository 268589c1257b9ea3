import type { Actor } from "#server/features/actor.ts";
import type { PostContentInput, PostOutput, TargetStatus } from "#server/features/posts/schema.ts";
import { createPostsService, type PostsService } from "#server/features/posts/service.ts";
import { createQuotaService } from "#server/features/quota/service.ts";
import { createSlotsService } from "#server/features/slots/service.ts";
import { createUnitOfWork } from "#server/features/unit-of-work.ts";
import { instagramRules } from "#server/platforms/instagram/rules.ts";
import type { OAuthCapability } from "#server/platforms/platform.ts";
import { tiktokRules } from "#server/platforms/tiktok/rules.ts";
import { type TestClock, testClock } from "./clock.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { silentLog } from "./log.ts";
import { rememberingTransport, seedConnection, seedImage, seedWorkspace } from "./workspace.ts";

/** A person with one connected account and one photo. */
export interface Desk {
  actor: Actor;
  connectionId: string;
  mediaId: string;
}

interface Quota {
  used: number;
  limit: number;
  windowMs: number;
}

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

const PLATFORMS: Record<string, { label: string; rules: typeof instagramRules; oauth: OAuthCapability }> = {
  instagram: { label: "Instagram", rules: instagramRules, oauth },
  tiktok: { label: "TikTok", rules: tiktokRules, oauth },
};

/** The planning of posts on a real database, with helpers named after what people do. */
export async function postsBench() {
  const database = await testDatabase();
  const clock = testClock();
  const log = silentLog();
  const transport = rememberingTransport();
  const { db } = database;
  const bench = {
    clock,
    database,
    transport,
    /** What the connected accounts allow. */
    accountOptions: async (): Promise<Record<string, string[]>> => ({ privacy_level: ["SELF_ONLY"] }),
    /** What the network says of the quota; null where it does not tell. */
    liveQuota: async (): Promise<Quota | null> => null,
    /** What a network documents. */
    rulesOf: (id: string) => PLATFORMS[id],
  };
  const work = createUnitOfWork({ db, clock, log, ...transport });
  const accounts = {
    composeOptions: async () => ({ options: await bench.accountOptions(), quota: await bench.liveQuota() }),
  };
  const deps = { db, clock, log, work, accounts, platform: (id: string) => bench.rulesOf(id) };
  const quota = createQuotaService(deps);
  const slots = createSlotsService({ ...deps, quota });
  const posts = createPostsService({ ...deps, quota, slots });
  return Object.assign(bench, { posts, quota, slots, deps }, deeds(posts, database, clock), looks(database));
}

export type PostsBench = Awaited<ReturnType<typeof postsBench>>;

export const contentOf = (desk: Desk, more: Partial<PostContentInput> = {}): PostContentInput => ({
  text: "Hello",
  mediaIds: [desk.mediaId],
  targets: [{ connectionId: desk.connectionId, kind: "image", text: null, options: {} }],
  timeZone: "Europe/Paris",
  ...more,
});

function deeds(posts: PostsService, { db }: TestDatabase, clock: TestClock) {
  const inAnHour = () => new Date(clock.now().getTime() + 3_600_000);
  const draft = async (desk: Desk, more: Partial<PostContentInput> = {}): Promise<PostOutput> =>
    (await posts.save(desk.actor, contentOf(desk, more))).post;
  return {
    inAnHour,
    draft,
    async desk(): Promise<Desk> {
      const actor = await seedWorkspace(db);
      const connectionId = await seedConnection(db, actor, { scopes: ["basic", "content_publish"] });
      return { actor, connectionId, mediaId: await seedImage(db, actor) };
    },
    async scheduled(desk: Desk): Promise<PostOutput> {
      const { id: postId, revision } = await draft(desk);
      return (await posts.schedule(desk.actor, { postId, revision, scheduledAt: inAnHour() })).post;
    },
  };
}

function looks({ db }: TestDatabase) {
  return {
    jobsOf: (targetId: string) =>
      db.job.findMany({ where: { key: { startsWith: targetId } }, orderBy: { id: "asc" } }),
    targetOf: (postId: string) => db.postTarget.findFirstOrThrow({ where: { postId } }),
    setTarget: (postId: string, data: { status: TargetStatus }) =>
      db.postTarget.updateMany({ where: { postId }, data }),
    /** Types of the timeline's events, in order. */
    told: async (postId: string) =>
      (await db.timelineEvent.findMany({ where: { postId }, orderBy: { id: "asc" } })).map(
        (event) => event.type,
      ),
  };
}

/** How all of these ended: the codes of their errors, `none` where one was let through. */
export async function refusals(deeds: Promise<unknown>[]): Promise<string[]> {
  const ends = await Promise.allSettled(deeds);
  return [...new Set(ends.map((end) => (end.status === "rejected" ? String(end.reason.code) : "none")))];
}
