import { mediaOfTarget } from "#server/features/target-media.ts";
import type { RequirementIssue, RequirementsDraft } from "#server/platforms/platform.ts";
import type { PlatformRules, PostKindRule } from "#server/platforms/rules.ts";
import type { Issue, TargetInput } from "./schema.ts";
import { type Finding, type MediaFacts, mediaFindings } from "./validate-media.ts";
import { optionFindings } from "./validate-options.ts";
import { separatorFindings, textFindings } from "./validate-text.ts";

/**
 * The rules of a post, for the composer and the server alike: types and pure code, nothing of the server. What it finds
 * are i18n keys under `issues` with the values their sentences need.
 */

/** What has to be known of a channel to judge a post for it. */
export interface Channel {
  connectionId: string;
  /** Name of the network, as people know it. */
  label: string;
  status: "active" | "needs_reconnect" | "disconnected";
  /** When the login ends for good unless the account is connected again; left out where it does not. */
  grantEndsAt?: Date | null;
  /** False when the person never granted what publishing needs. */
  mayPublish: boolean;
  /** Undefined when the network is switched off here. */
  rules: PlatformRules | undefined;
  /** Values of options that depend on the connected account, where they are known. */
  accountOptions?: Record<string, readonly string[]> | undefined;
  /** Judges by the demands of the place the post goes to (a subreddit), where they are known. */
  demands?: ((draft: RequirementsDraft) => RequirementIssue[]) | undefined;
}

export interface PostToValidate {
  text: string;
  /** In order; `undefined` for an item that is gone. */
  media: readonly (MediaFacts | undefined)[];
  targets: readonly TargetInput[];
  channels: readonly Channel[];
  scheduledAt: Date | null;
  now: Date;
}

/** Further ahead than anybody plans; keeps typing errors in the year from being accepted. */
export const FURTHEST_AHEAD_MS = 2 * 366 * 24 * 60 * 60 * 1000;

/** Everything that keeps the post, or one of its targets, from being published; warnings do not. */
export function validatePost(post: PostToValidate): Issue[] {
  const issues: Issue[] = [];
  if (post.targets.length === 0)
    issues.push({
      connectionId: null,
      field: "targets",
      code: "targets.none",
      params: {},
      severity: "error",
    });
  issues.push(...scheduleIssues(post));
  for (const target of post.targets) {
    const channel = post.channels.find((each) => each.connectionId === target.connectionId);
    issues.push(...(channel ? targetIssues(post, target, channel) : [goneIssue(target)]));
  }
  return issues;
}

export const hasErrors = (issues: readonly Issue[]): boolean =>
  issues.some((issue) => issue.severity === "error");

/** The kinds of a network these media can go out as, best first. */
export function fittingKinds(
  rules: PlatformRules,
  media: readonly (MediaFacts | undefined)[],
): PostKindRule[] {
  return rules.kinds.filter((kind) => mediaFindings(kind, media).length === 0);
}

function scheduleIssues({ scheduledAt, now }: PostToValidate): Issue[] {
  if (scheduledAt === null) return [];
  const ahead = scheduledAt.getTime() - now.getTime();
  const found = (code: string, severity: Issue["severity"]): Issue[] => [
    { connectionId: null, field: "scheduledAt", code, params: {}, severity },
  ];
  if (ahead > FURTHEST_AHEAD_MS) return found("scheduledAt.too_far", "error");
  // A minute of grace: "now" in the browser is a moment ago on the server.
  return ahead < -60_000 ? found("scheduledAt.past", "warning") : [];
}

const goneIssue = (target: TargetInput): Issue => ({
  connectionId: target.connectionId,
  field: "connection",
  code: "connection.gone",
  params: {},
  severity: "error",
});

function targetIssues(post: PostToValidate, target: TargetInput, channel: Channel): Issue[] {
  const issues = (field: Issue["field"], findings: Finding[], severity: Issue["severity"] = "error") =>
    findings.map(
      ({ code, params }): Issue => ({
        connectionId: target.connectionId,
        field,
        code,
        params: { network: channel.label, ...params },
        severity,
      }),
    );
  const found = [
    ...issues("connection", connectionFindings(channel)),
    ...issues("connection", endingFindings(channel, post.scheduledAt), "warning"),
  ];
  if (!channel.rules) return found;
  const kind = channel.rules.kinds.find((each) => each.id === target.kind);
  if (!kind)
    return [...found, ...issues("kind", [{ code: target.kind === "" ? "kind.required" : "kind.unknown" }])];
  const text = target.text ?? post.text;
  const media = mediaOfTarget(target.mediaIds, post.media, (item) => item?.id);
  return [
    ...found,
    ...issues("text", textFindings(channel.rules, kind, text, media.length > 0)),
    ...issues("text", separatorFindings(channel.rules, kind, text), "warning"),
    ...issues("text", kind.text === "unused" && text !== "" ? [{ code: "text.unused" }] : [], "warning"),
    ...issues("text", emptyFindings(kind, text, media.length)),
    ...issues("media", mediaFindings(kind, media)),
    ...issues(
      "options",
      optionFindings(channel.rules.options, kind.id, target.options, {
        allowed: channel.accountOptions,
        mediaCount: media.length,
      }),
    ),
    ...demandIssues(channel, {
      kind: kind.id,
      text,
      mediaCount: media.length,
      options: target.options,
    }).flatMap(({ field, severity, ...finding }) => issues(field, [finding], severity)),
  ];
}

const demandIssues = ({ demands }: Channel, draft: RequirementsDraft): RequirementIssue[] =>
  demands?.(draft) ?? [];

function connectionFindings(channel: Channel): Finding[] {
  if (!channel.rules) return [{ code: "connection.network_off" }];
  if (channel.status === "needs_reconnect") return [{ code: "connection.needs_reconnect" }];
  if (channel.status === "disconnected") return [{ code: "connection.disconnected" }];
  return channel.mayPublish ? [] : [{ code: "connection.may_not_publish" }];
}

/** The post would come too late for a login that nothing but a person can renew. */
function endingFindings({ status, grantEndsAt }: Channel, scheduledAt: Date | null): Finding[] {
  const tooLate = status === "active" && grantEndsAt && scheduledAt && scheduledAt >= grantEndsAt;
  return tooLate ? [{ code: "connection.ends_before" }] : [];
}

/** Where neither text nor media is demanded by itself, one of them still is. */
function emptyFindings(kind: PostKindRule, text: string, mediaCount: number): Finding[] {
  const demandsSomething = kind.text === "required" || kind.media.min > 0 || kind.standsAlone === true;
  return !demandsSomething && text.trim() === "" && mediaCount === 0 ? [{ code: "text.empty" }] : [];
}
