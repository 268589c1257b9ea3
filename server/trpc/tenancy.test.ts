import { isTrackedEnvelope, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES, type Role } from "#server/features/session/schema.ts";
import { appRouter } from "./app-router.ts";
import { type Installation, installation, type Tenant } from "./tenancy.fixture.ts";

interface Case {
  /** Who may: the least role, whoever runs the installation, or anybody. */
  least: Role | "operator" | "public";
  /** Input that names what belongs to this tenant. */
  input: (tenant: Tenant) => unknown;
  /** What an owner elsewhere gets who names it: a refusal, or an answer about their own things alone. */
  stranger: "NOT_FOUND" | "FORBIDDEN" | "CONFLICT" | "own";
}

const nothing = () => undefined;
/** Operators see all there is: that nobody else does is what counts, whatever they name. */
const guessed = ({ postId }: Tenant) => ({ eventId: postId, jobId: postId });
const everything = () => ({ filter: {}, confirmed: 100_000, until: new Date() });
const anySchedule = () => ({ name: "jobs.prune" });
const later = () => new Date(Date.now() + 7_200_000);
const content = ({ connectionId, mediaId }: Tenant) => ({
  text: "text",
  mediaIds: [mediaId],
  targets: [{ connectionId, kind: "post", text: null, options: {} }],
  timeZone: "UTC",
});
const month = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 30 * 86_400_000) };

const daily = {
  rule: { frequency: "daily", interval: 1, ends: { type: "never" } },
  startsOn: "2026-01-01",
  time: "10:00",
};

/** Every procedure there is. A new one has no place here until somebody has said who may call it. */
const CASES: Record<string, Case> = {
  "accounts.connectable": { least: "viewer", input: nothing, stranger: "own" },
  "accounts.list": { least: "viewer", input: nothing, stranger: "own" },
  "accounts.get": { least: "viewer", input: ({ connectionId }) => ({ connectionId }), stranger: "NOT_FOUND" },
  "accounts.composeOptions": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
  "accounts.findAccounts": {
    least: "admin",
    input: () => ({ platform: "onlyfans", flavor: "assisted", values: { handle: "ann.of" } }),
    stranger: "own",
  },
  "accounts.connectAccount": {
    least: "admin",
    input: () => ({
      ...{ platform: "onlyfans", flavor: "assisted", values: { handle: "ann.of" } },
      externalId: "by-hand:ann.of",
    }),
    stranger: "own",
  },
  "accounts.fans": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
  "accounts.chats": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
  "accounts.credits": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
  "accounts.disconnect": {
    least: "admin",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
  "media.list": { least: "viewer", input: ({ mediaId }) => ({ cursor: mediaId }), stranger: "NOT_FOUND" },
  "media.get": { least: "viewer", input: ({ mediaId }) => ({ mediaId }), stranger: "NOT_FOUND" },
  "media.update": {
    least: "editor",
    input: ({ mediaId }) => ({ mediaId, altText: "taken" }),
    stranger: "NOT_FOUND",
  },
  "media.remove": { least: "editor", input: ({ mediaId }) => ({ mediaId }), stranger: "NOT_FOUND" },
  "media.restore": { least: "editor", input: ({ mediaId }) => ({ mediaId }), stranger: "NOT_FOUND" },
  "notifications.list": {
    least: "viewer",
    input: ({ notificationId }) => ({ cursor: notificationId }),
    stranger: "NOT_FOUND",
  },
  "notifications.markRead": {
    least: "viewer",
    input: ({ notificationId }) => ({ ids: [notificationId] }),
    stranger: "own",
  },
  "notifications.events": { least: "viewer", input: () => ({}), stranger: "own" },
  "outgoing.endpoints": { least: "admin", input: nothing, stranger: "own" },
  "outgoing.endpoint": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.create": {
    least: "admin",
    input: () => ({ url: "https://hooks.example.com/", events: ["post.failed"] }),
    stranger: "own",
  },
  "outgoing.update": {
    least: "admin",
    input: ({ endpointId }) => ({ endpointId, url: "https://hooks.example.com/", events: ["post.failed"] }),
    stranger: "NOT_FOUND",
  },
  "outgoing.rotate": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.enable": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.disable": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.remove": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.test": { least: "admin", input: ({ endpointId }) => ({ endpointId }), stranger: "NOT_FOUND" },
  "outgoing.deliveries": {
    least: "admin",
    input: ({ endpointId }) => ({ endpointId }),
    stranger: "NOT_FOUND",
  },
  "outgoing.delivery": { least: "admin", input: ({ deliveryId }) => ({ deliveryId }), stranger: "NOT_FOUND" },
  "outgoing.resend": { least: "admin", input: ({ deliveryId }) => ({ deliveryId }), stranger: "NOT_FOUND" },
  "outgoing.alertTargets": { least: "admin", input: nothing, stranger: "own" },
  "outgoing.createAlertTarget": {
    least: "admin",
    input: () => ({
      ...{ kind: "custom", label: "own", url: "https://hooks.example.com/", locale: "en" },
      events: ["post.failed"],
    }),
    stranger: "own",
  },
  "outgoing.removeAlertTarget": {
    least: "admin",
    input: ({ alertTargetId }) => ({ alertTargetId }),
    stranger: "NOT_FOUND",
  },
  "outgoing.enableAlertTarget": {
    least: "admin",
    input: ({ alertTargetId }) => ({ alertTargetId }),
    stranger: "NOT_FOUND",
  },
  "outgoing.testAlertTarget": {
    least: "admin",
    input: ({ alertTargetId }) => ({ alertTargetId }),
    stranger: "NOT_FOUND",
  },
  "operations.webhooks.list": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "operations.webhooks.facets": { least: "operator", input: nothing, stranger: "FORBIDDEN" },
  "operations.webhooks.get": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
  "operations.webhooks.countReplayable": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "operations.webhooks.replayAll": { least: "operator", input: everything, stranger: "FORBIDDEN" },
  "operations.webhooks.replay": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
  "operations.webhooks.refusals": { least: "operator", input: () => ({ days: 7 }), stranger: "FORBIDDEN" },
  "operations.jobs.list": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "operations.jobs.facets": { least: "operator", input: nothing, stranger: "FORBIDDEN" },
  "operations.jobs.get": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
  "operations.jobs.countReplayable": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "operations.jobs.replayAll": { least: "operator", input: everything, stranger: "FORBIDDEN" },
  "operations.jobs.replay": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
  "operations.jobs.cancel": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
  "operations.jobs.dead": { least: "operator", input: nothing, stranger: "FORBIDDEN" },
  "operations.schedules.list": { least: "operator", input: nothing, stranger: "FORBIDDEN" },
  "operations.schedules.pause": { least: "operator", input: anySchedule, stranger: "FORBIDDEN" },
  "operations.schedules.resume": { least: "operator", input: anySchedule, stranger: "FORBIDDEN" },
  "operations.schedules.runNow": { least: "operator", input: anySchedule, stranger: "FORBIDDEN" },
  "operations.changes": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "posts.get": { least: "viewer", input: ({ postId }) => ({ postId }), stranger: "NOT_FOUND" },
  "posts.list": { least: "viewer", input: ({ postId }) => ({ cursor: postId }), stranger: "NOT_FOUND" },
  "posts.calendar": {
    least: "viewer",
    input: ({ connectionId }) => ({ ...month, connectionIds: [connectionId] }),
    stranger: "own",
  },
  "posts.validate": {
    least: "editor",
    input: (tenant) => ({ ...content(tenant), scheduledAt: null }),
    stranger: "NOT_FOUND",
  },
  "posts.save": {
    least: "editor",
    input: (tenant) => ({ ...content(tenant), postId: tenant.postId, revision: 1 }),
    stranger: "NOT_FOUND",
  },
  "posts.schedule": {
    least: "editor",
    input: ({ postId }) => ({ postId, revision: 1, scheduledAt: later() }),
    stranger: "NOT_FOUND",
  },
  "posts.scheduleNextSlot": {
    least: "editor",
    input: ({ postId }) => ({ postId, revision: 1 }),
    stranger: "NOT_FOUND",
  },
  "posts.reschedule": {
    least: "editor",
    input: ({ postId }) => ({ postId, scheduledAt: later() }),
    stranger: "NOT_FOUND",
  },
  "posts.unschedule": { least: "editor", input: ({ postId }) => ({ postId }), stranger: "NOT_FOUND" },
  "posts.duplicate": { least: "editor", input: ({ postId }) => ({ postId }), stranger: "NOT_FOUND" },
  "posts.remove": { least: "editor", input: ({ postId }) => ({ postId }), stranger: "NOT_FOUND" },
  "publishing.rules": { least: "viewer", input: nothing, stranger: "own" },
  "publishing.timeline": { least: "viewer", input: ({ postId }) => ({ postId }), stranger: "NOT_FOUND" },
  "publishing.retry": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "publishing.checkNow": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "publishing.resolveUnknown": {
    least: "editor",
    input: ({ targetId }) => ({ targetId, verdict: "not-published" }),
    stranger: "NOT_FOUND",
  },
  "publishing.goAhead": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  // The tenant's target is none of the assisted ones, so that its own people are told the same.
  "publishing.task": { least: "viewer", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "publishing.confirmSent": {
    least: "editor",
    input: ({ targetId }) => ({ targetId }),
    stranger: "NOT_FOUND",
  },
  "publishing.notSent": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "publishing.remove": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "publishing.cancel": { least: "editor", input: ({ targetId }) => ({ targetId }), stranger: "NOT_FOUND" },
  "quota.at": {
    least: "viewer",
    input: ({ connectionId }) => ({ connectionIds: [connectionId], at: later() }),
    stranger: "NOT_FOUND",
  },
  "quota.days": { least: "viewer", input: () => month, stranger: "own" },
  "series.preview": { least: "viewer", input: () => ({ ...daily, timeZone: "UTC" }), stranger: "own" },
  "series.list": { least: "viewer", input: nothing, stranger: "own" },
  "series.get": { least: "viewer", input: ({ seriesId }) => ({ seriesId }), stranger: "NOT_FOUND" },
  "series.create": {
    least: "editor",
    input: (tenant) => ({ ...content(tenant), ...daily, draftId: tenant.postId }),
    stranger: "NOT_FOUND",
  },
  "series.update": {
    least: "editor",
    input: (tenant) => ({ ...content(tenant), ...daily, seriesId: tenant.seriesId, revision: 1 }),
    stranger: "NOT_FOUND",
  },
  "series.pause": { least: "editor", input: ({ seriesId }) => ({ seriesId }), stranger: "NOT_FOUND" },
  "series.resume": { least: "editor", input: ({ seriesId }) => ({ seriesId }), stranger: "NOT_FOUND" },
  "series.end": { least: "editor", input: ({ seriesId }) => ({ seriesId }), stranger: "NOT_FOUND" },
  "slots.list": { least: "viewer", input: nothing, stranger: "own" },
  "slots.set": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionId, slots: [{ weekday: 1, time: "09:00" }] }),
    stranger: "NOT_FOUND",
  },
  "slots.next": {
    least: "editor",
    input: ({ connectionId }) => ({ connectionIds: [connectionId] }),
    stranger: "NOT_FOUND",
  },
  "services.overview": { least: "operator", input: () => ({ language: "en" }), stranger: "FORBIDDEN" },
  "session.current": { least: "public", input: nothing, stranger: "own" },
  "session.switchWorkspace": {
    least: "viewer",
    input: ({ workspaceId }) => ({ workspaceId }),
    stranger: "NOT_FOUND",
  },
  "session.updateProfile": { least: "viewer", input: () => ({ name: "New", locale: "fr" }), stranger: "own" },
  "session.security": { least: "viewer", input: nothing, stranger: "own" },
  "session.revokeDevice": {
    least: "viewer",
    input: ({ sessionId }) => ({ sessionId }),
    stranger: "NOT_FOUND",
  },
  "session.revokeOtherDevices": { least: "viewer", input: nothing, stranger: "own" },
  "workspace.people": { least: "viewer", input: nothing, stranger: "own" },
  "workspace.update": { least: "admin", input: () => ({ name: "New", timeZone: "UTC" }), stranger: "own" },
  "workspace.invite": {
    least: "admin",
    input: () => ({ email: "guest@example.com", role: "viewer" }),
    stranger: "own",
  },
  "workspace.revokeInvitation": {
    least: "admin",
    input: ({ invitationId }) => ({ invitationId }),
    stranger: "NOT_FOUND",
  },
  "workspace.changeRole": {
    least: "admin",
    input: ({ memberId }) => ({ memberId, role: "viewer" }),
    stranger: "NOT_FOUND",
  },
  "workspace.removeMember": {
    least: "admin",
    input: ({ memberId }) => ({ memberId }),
    stranger: "NOT_FOUND",
  },
  "workspace.leave": { least: "viewer", input: nothing, stranger: "CONFLICT" },
  // The id in an invitation's link is its secret: whoever holds it is no stranger, and sees what the mail says.
  "workspace.invitation": {
    least: "public",
    input: () => ({ invitationId: "guessed" }),
    stranger: "NOT_FOUND",
  },
  "workspace.acceptInvitation": {
    least: "viewer",
    input: () => ({ invitationId: "guessed" }),
    stranger: "NOT_FOUND",
  },
};

const procedures = Object.keys(appRouter._def.procedures).sort();
const paths = procedures.filter((path) => path in CASES);
const caseOf = (path: string): Case => CASES[path] as Case;

let installed: Installation;
let victim: Tenant;
beforeAll(async () => {
  installed = await installation();
  victim = await installed.tenant();
});
afterAll(() => installed.close());

type Caller = Awaited<ReturnType<Installation["as"]>>;

/** The answer, or the code of the refusal. */
async function call(
  caller: Caller,
  path: string,
  input: unknown,
): Promise<{ code: string; answer: unknown }> {
  const procedure = path
    .split(".")
    .reduce<unknown>((level, name) => (level as Record<string, unknown>)[name], caller);
  try {
    return { code: "OK", answer: await (procedure as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return { code: error.code, answer: error.message };
  }
}

test("every procedure has a case, and no case is left over", () => {
  expect(Object.keys(CASES).sort()).toEqual(procedures);
});

describe("signed out", () => {
  test.each(paths)("%s", async (path) => {
    const { code } = await call(await installed.as(null), path, caseOf(path).input(victim));
    if (caseOf(path).least === "public") expect(code).not.toBe("UNAUTHORIZED");
    else expect(code).toBe("UNAUTHORIZED");
  });
});

describe("roles", () => {
  const below = (least: Case["least"]): readonly Role[] =>
    least === "public" ? [] : least === "operator" ? ROLES : ROLES.slice(ROLES.indexOf(least) + 1);
  const guarded = paths.filter((path) => below(caseOf(path).least).length > 0);

  test.each(guarded)("%s refuses every lesser role and writes nothing", async (path) => {
    const before = await installed.rowsOf(victim);
    for (const role of below(caseOf(path).least)) {
      const { code } = await call(await installed.as(victim.people[role]), path, caseOf(path).input(victim));
      expect([role, code]).toEqual([role, "FORBIDDEN"]);
    }
    expect(await installed.rowsOf(victim)).toEqual(before);
  });

  const admitted = paths.filter((path) => caseOf(path).least !== "operator");

  test.each(admitted)("%s admits the least role it asks for", async (path) => {
    const { least, input } = caseOf(path);
    const own = await installed.tenant();
    const caller = await installed.as(own.people[least === "public" ? "viewer" : (least as Role)]);
    const { code } = await call(caller, path, input(own));
    expect(["UNAUTHORIZED", "FORBIDDEN", "INTERNAL_SERVER_ERROR"]).not.toContain(code);
  });
});

describe("another tenant's things", () => {
  test.each(paths)("%s", async (path) => {
    const { input, stranger } = caseOf(path);
    const intruder = await installed.tenant();
    const before = await installed.rowsOf(victim);
    const { code, answer } = await call(await installed.as(intruder.people.owner), path, input(victim));
    expect(code).toBe(stranger === "own" ? "OK" : stranger);
    expect(JSON.stringify(answer ?? null)).not.toContain(victim.mark);
    expect(await installed.rowsOf(victim)).toEqual(before);
  });

  test("cannot be put into a post of one's own", async () => {
    const intruder = await installed.tenant();
    const caller = await installed.as(intruder.people.owner);
    const before = await installed.rowsOf(victim);
    const foreign = content(victim);
    for (const input of [foreign, { ...content(intruder), mediaIds: foreign.mediaIds }]) {
      const { code, answer } = await call(caller, "posts.save", input);
      expect(["NOT_FOUND", "UNPROCESSABLE_CONTENT"]).toContain(code);
      expect(JSON.stringify(answer ?? null)).not.toContain(victim.mark);
    }
    expect(await installed.rowsOf(victim)).toEqual(before);
  });
});

describe("the stream of events", () => {
  const event = (tenant: Tenant, id: string, userId?: string) => ({
    workspaceId: tenant.workspaceId,
    type: "post.changed" as const,
    id,
    ...(userId ? { userId } : {}),
  });

  async function listen(tenant: Tenant, role: Role) {
    const caller = await installed.as(tenant.people[role]);
    const stream = (await caller.notifications.events({})) as AsyncIterable<unknown>;
    const heard: unknown[] = [];
    const ended = (async () => {
      for await (const item of stream) heard.push(isTrackedEnvelope(item) ? item[1] : item);
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { heard, ended };
  }

  test("carries what happens in one's own workspace, and to oneself", async () => {
    const own = await installed.tenant();
    const { heard } = await listen(own, "editor");
    installed.publish(event(victim, "of-another-tenant"));
    installed.publish(event(own, "for-the-owner", own.people.owner.userId));
    installed.publish(event(own, "for-all"));
    await expect.poll(() => heard).toEqual([{ type: "post.changed", id: "for-all" }]);
  });

  test("ends for a person who was removed, before they hear another word", async () => {
    const own = await installed.tenant();
    const { heard, ended } = await listen(own, "viewer");
    await installed.database.db.member.deleteMany({ where: { userId: own.people.viewer.userId } });
    installed.publish(event(own, "after-removal"));
    await ended;
    expect(heard).toEqual([]);
  });

  test("ends with the session", async () => {
    const own = await installed.tenant();
    const { heard, ended } = await listen(own, "viewer");
    await installed.database.db.session.deleteMany({ where: { userId: own.people.viewer.userId } });
    installed.publish(event(own, "after-sign-out"));
    await ended;
    expect(heard).toEqual([]);
  });
});
