import { Temporal } from "temporal-polyfill";
import { textCounters } from "#app/ui/networks.ts";
import type { PostContentInput, PostOutput } from "#server/features/posts/schema.ts";
import type { SeriesOutput, SeriesRule } from "#server/features/series/schema.ts";
import type { MediaKind, PlatformRules, PostKindRule, TextUnit } from "#server/platforms/rules.ts";

/** A media item as the composer needs it: enough to show it and to suggest a kind. */
export interface DraftMedia {
  id: string;
  kind: MediaKind;
  url: string;
  thumbnailUrl: string | null;
  width: number;
  height: number;
  durationMs: number | null;
  altText: string;
}

export interface DraftTarget {
  connectionId: string;
  platform: string;
  kind: string;
  /** False while we pick the kind that fits the media; true once the person has chosen. */
  kindChosen: boolean;
  /** Own text; null follows the post's. */
  text: string | null;
  /** The post's media that go to this account; null follows the post. */
  mediaIds: string[] | null;
  options: Record<string, string | boolean>;
}

/** What is being written, as plain data: the form, the autosave and the local backup all share it. */
export interface Draft {
  text: string;
  media: DraftMedia[];
  targets: DraftTarget[];
  /** Wall clock in `timeZone`, `YYYY-MM-DDTHH:mm`; null when no time is chosen. */
  at: string | null;
  timeZone: string;
  latePolicy: PostOutput["latePolicy"];
  /** The days on which it comes again, from `at` on; null for a post that goes out once. */
  repeat: SeriesRule | null;
}

export type RulesByPlatform = Record<string, { label: string; rules: PlatformRules }>;

export const emptyDraft = (timeZone: string, at: Date | null): Draft => ({
  text: "",
  media: [],
  targets: [],
  at: at ? toWallClock(at, timeZone) : null,
  timeZone,
  latePolicy: "publish",
  repeat: null,
});

/** A stored post as it is written on. A kind that is what we would suggest goes on following the media. */
export const draftOfPost = (post: PostOutput, rules: RulesByPlatform): Draft => ({
  text: post.text,
  media: post.media,
  targets: post.targets.map(({ connectionId, platform, kind, text, mediaIds, options }) => {
    const own = rules[platform]?.rules;
    const suggested = own ? suggestKind(own, subsetOf(post.media, mediaIds)) : kind;
    return { connectionId, platform, kind, kindChosen: kind !== suggested, text, mediaIds, options };
  }),
  at: post.scheduledAt ? toWallClock(post.scheduledAt, post.timeZone) : null,
  timeZone: post.timeZone,
  latePolicy: post.latePolicy,
  // What is in line goes out once.
  repeat: post.state === "draft" ? post.repeat : null,
});

/** A series as it is written on: its first day and its time are the draft's. */
export const draftOfSeries = (series: SeriesOutput): Draft => ({
  text: series.text,
  media: series.media,
  targets: series.targets.map(({ handle: _, ...target }) => ({ ...target, kindChosen: true })),
  at: `${series.startsOn}T${series.time}`,
  timeZone: series.timeZone,
  latePolicy: series.latePolicy,
  repeat: series.rule,
});

export const contentOf = (draft: Draft): PostContentInput => ({
  text: draft.text,
  mediaIds: draft.media.map((item) => item.id),
  targets: draft.targets.map((target) => ({
    connectionId: target.connectionId,
    kind: target.kind,
    text: target.text,
    mediaIds: target.mediaIds && mediaFor(draft, target).map((item) => item.id),
    options: target.options,
  })),
  timeZone: draft.timeZone,
  latePolicy: draft.latePolicy,
});

/** What a series needs besides its content; null while a day, a time or the rule is missing. */
export const planOf = ({ at, repeat, timeZone }: Draft) =>
  at && repeat ? { rule: repeat, startsOn: at.slice(0, 10), time: at.slice(11, 16), timeZone } : null;

/** True when there is something worth keeping. */
export const isWorthSaving = (draft: Draft): boolean =>
  draft.text.trim() !== "" || draft.media.length > 0 || draft.targets.length > 0;

export const toWallClock = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });

/** The instant of a wall-clock time. A time that daylight saving skips means the same moment one offset earlier. */
export const toInstant = (at: string, timeZone: string): Date =>
  new Date(Temporal.PlainDateTime.from(at).toZonedDateTime(timeZone).epochMilliseconds);

/** The text this target will carry. */
export const textFor = (draft: Draft, target: DraftTarget): string => target.text ?? draft.text;

/** The media this target will carry, in the post's order. */
export const mediaFor = (draft: Draft, target: DraftTarget): DraftMedia[] =>
  subsetOf(draft.media, target.mediaIds);

const subsetOf = (media: DraftMedia[], ids: readonly string[] | null): DraftMedia[] =>
  ids === null ? media : media.filter((item) => ids.includes(item.id));

const acceptsMedia = (rule: PostKindRule, media: { kind: MediaKind }[]): boolean => {
  const kinds = new Set(media.map((item) => item.kind));
  return (
    media.length >= rule.media.min &&
    media.length <= rule.media.max &&
    [...kinds].every((kind) => rule.media.kinds.includes(kind)) &&
    media.filter((item) => item.kind === "video").length <= (rule.media.maxVideos ?? rule.media.max) &&
    (rule.media.mixed || kinds.size <= 1)
  );
};

/** The first kind of the network that takes this media; its first kind when none does. */
export function suggestKind(rules: PlatformRules, media: { kind: MediaKind }[]): string {
  return (rules.kinds.find((rule) => acceptsMedia(rule, media)) ?? rules.kinds[0])?.id ?? "";
}

/** Options of a kind with the network's defaults filled in, and what belongs to other kinds left out. */
export function withDefaults(
  rules: PlatformRules,
  kind: string,
  options: DraftTarget["options"],
): DraftTarget["options"] {
  const filled: DraftTarget["options"] = {};
  for (const rule of rules.options) {
    if (rule.kinds && !rule.kinds.includes(kind)) continue;
    const fallback = rule.type === "text" ? undefined : rule.default;
    const value = options[rule.id] ?? fallback;
    if (value !== undefined) filled[rule.id] = value;
  }
  return filled;
}

export function addTarget(
  draft: Draft,
  connection: { id: string; platform: string },
  rules: PlatformRules,
): Draft {
  if (draft.targets.some((target) => target.connectionId === connection.id)) return draft;
  const kind = suggestKind(rules, draft.media);
  const target: DraftTarget = {
    connectionId: connection.id,
    platform: connection.platform,
    kind,
    kindChosen: false,
    text: null,
    mediaIds: null,
    options: withDefaults(rules, kind, {}),
  };
  return { ...draft, targets: [...draft.targets, target] };
}

export const removeTarget = (draft: Draft, connectionId: string): Draft => ({
  ...draft,
  targets: draft.targets.filter((target) => target.connectionId !== connectionId),
});

export const updateTarget = (draft: Draft, connectionId: string, change: Partial<DraftTarget>): Draft => ({
  ...draft,
  targets: draft.targets.map((target) =>
    target.connectionId === connectionId ? { ...target, ...change } : target,
  ),
});

export function chooseKind(draft: Draft, connectionId: string, kind: string, rules: PlatformRules): Draft {
  const target = draft.targets.find((each) => each.connectionId === connectionId);
  if (!target) return draft;
  const options = withDefaults(rules, kind, target.options);
  return updateTarget(draft, connectionId, { kind, kindChosen: true, options });
}

/** New media of the post; what was chosen for single accounts is kept as far as it is still there. */
export function setMedia(draft: Draft, media: DraftMedia[], rules: RulesByPlatform): Draft {
  const there = new Set(media.map((item) => item.id));
  const next = { ...draft, media };
  const targets = draft.targets.map((target) => {
    const kept = target.mediaIds?.filter((id) => there.has(id)) ?? [];
    // An account that had a choice and lost all of it follows the post again.
    const mediaIds = kept.length > 0 || target.mediaIds?.length === 0 ? kept : null;
    return followMedia(next, { ...target, mediaIds }, rules[target.platform]?.rules);
  });
  return { ...next, targets };
}

/** Which of the post's media go to one account; all of them is the same as following the post. */
export function chooseMedia(
  draft: Draft,
  connectionId: string,
  mediaIds: string[] | null,
  rules: PlatformRules,
): Draft {
  const all = mediaIds !== null && draft.media.every((item) => mediaIds.includes(item.id));
  const targets = draft.targets.map((target) =>
    target.connectionId === connectionId
      ? followMedia(draft, { ...target, mediaIds: all ? null : mediaIds }, rules)
      : target,
  );
  return { ...draft, targets };
}

/** A target whose kind nobody chose takes the one that fits its media. */
function followMedia(draft: Draft, target: DraftTarget, rules: PlatformRules | undefined): DraftTarget {
  if (target.kindChosen || !rules) return target;
  const kind = suggestKind(rules, mediaFor(draft, target));
  return { ...target, kind, options: withDefaults(rules, kind, target.options) };
}

/** Where the account's kind does not take its media: parts of the post's media that would go out as they are. */
export function fittingParts(draft: Draft, target: DraftTarget, rules: PlatformRules): MediaKind[] {
  const kind = rules.kinds.find((each) => each.id === target.kind);
  if (!kind || acceptsMedia(kind, mediaFor(draft, target))) return [];
  return (["video", "image"] as const).filter((wanted) => {
    const part = draft.media.filter((item) => item.kind === wanted);
    const smaller = part.length > 0 && part.length < draft.media.length;
    return smaller && rules.kinds.some((each) => acceptsMedia(each, part));
  });
}

export function moveMedia(draft: Draft, id: string, by: -1 | 1): Draft {
  const from = draft.media.findIndex((item) => item.id === id);
  const to = from + by;
  const [item, other] = [draft.media[from], draft.media[to]];
  if (!item || !other) return draft;
  const media = [...draft.media];
  media[from] = other;
  media[to] = item;
  return { ...draft, media };
}

/** Characters as the network counts them. */
export function countText(text: string, unit: TextUnit): number {
  switch (unit) {
    case "utf16":
      return text.length;
    case "codepoint":
      return [...text].length;
    case "utf8":
      return new TextEncoder().encode(text).length;
    default:
      return textCounters[unit]?.(text) ?? [...text].length;
  }
}
