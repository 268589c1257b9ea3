import type { Role } from "#server/features/session/schema.ts";
import type { Tenant } from "./tenancy.fixture.ts";

export interface Case {
  /** Who may: the least role, whoever runs the installation, or anybody. */
  least: Role | "operator" | "public";
  /** Input that names what belongs to this tenant. */
  input: (tenant: Tenant) => unknown;
  /** What an owner elsewhere gets who names it: a refusal, or an answer about their own things alone. */
  stranger: "NOT_FOUND" | "FORBIDDEN" | "CONFLICT" | "own";
}

const nothing = () => undefined;
const someTime = { since: new Date("2026-03-01T00:00:00Z"), until: new Date("2026-03-02T00:00:00Z") };
/** Operators see all there is: that nobody else does is what counts, whatever they name. */
const guessed = ({ postId }: Tenant) => ({ eventId: postId, deliveryId: postId, jobId: postId });
const everything = () => ({ filter: {}, confirmed: 100_000, until: new Date() });
const anySchedule = () => ({ name: "jobs.prune" });
const later = () => new Date(Date.now() + 7_200_000);
export const content = ({ connectionId, mediaId }: Tenant) => ({
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
export const CASES: Record<string, Case> = {
  "accounts.connectable": { least: "viewer", input: nothing, stranger: "own" },
  "accounts.list": { least: "viewer", input: nothing, stranger: "own" },
  "accounts.rotations": {
    least: "viewer",
    input: ({ connectionId }) => ({ connectionId }),
    stranger: "NOT_FOUND",
  },
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
  "outgoing.missed": {
    least: "admin",
    input: ({ endpointId }) => ({ endpointId, ...someTime }),
    stranger: "NOT_FOUND",
  },
  "outgoing.resendMissed": {
    least: "admin",
    input: ({ endpointId }) => ({ endpointId, ...someTime }),
    stranger: "NOT_FOUND",
  },
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
  "operations.deliveries.list": { least: "operator", input: () => ({}), stranger: "FORBIDDEN" },
  "operations.deliveries.facets": { least: "operator", input: nothing, stranger: "FORBIDDEN" },
  "operations.deliveries.get": { least: "operator", input: guessed, stranger: "FORBIDDEN" },
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
  "series.list": { least: "viewer", input: ({ seriesId }) => ({ cursor: seriesId }), stranger: "NOT_FOUND" },
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
  "session.unlinkProvider": {
    least: "viewer",
    input: () => ({ accountId: "guessed" }),
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
