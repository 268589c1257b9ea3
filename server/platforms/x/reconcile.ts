import type { Handles, PlatformDeps, PublishContext, Verdict } from "../platform.ts";
import type { XApi } from "./api.ts";
import { evidence } from "./evidence.ts";
import { mediaKeysOf } from "./media.ts";
import { partKey, partsOf, publicParts } from "./parts.ts";
import { isSameText } from "./same-text.ts";
import { type ListedPost, listPosts } from "./timeline.ts";

type Armed = PublishContext & { armedAt: Date };

const MINUTE_MS = 60_000;
/** X stamps posts by its own clock. */
const CLOCK_SLACK_MS = MINUTE_MS;
/** A post without words is never refused as a duplicate, so its absence has to last before it is believed. */
const WORDLESS_PATIENCE_MS = 15 * MINUTE_MS;

/**
 * Did the lost call happen? The account's own timeline shows every post it made, replies and protected ones included.
 * The part that was on its way is the first without an id. It is known by the media it carries, whose keys X gave us
 * before; else by its words, links expanded; and by what it replies to. Two such posts cannot be told apart.
 *
 * Absence is believed once the timeline has had time to catch up. Were it ever wrong, X refuses the same words again,
 * and the list, which begins where this publication began, shows the first one.
 */
export async function reconcileX(deps: PlatformDeps, api: XApi, context: Armed): Promise<Verdict> {
  const ids = publicParts(context.handles);
  const parts = partsOf(context.content);
  const parent = ids.at(-1);
  const since = parent === undefined ? { time: beginning(context) } : { post: parent };
  const posts = await listPosts(api, context.session, since);
  const matches = posts.filter((post) => isPart(post, context, ids.length));
  const [only, another] = matches;
  if (!only) return absent(deps, context, parts[ids.length] ?? "");
  if (another)
    return { verdict: "pending", evidence: evidence("x.several_listed", { posts: matches.length }) };
  const key = ids.length === 0 && mediaKeysOf(context).length > 0 ? "x.media_listed" : "x.listed";
  const proof = evidence(key, { post: only.id, madeAt: only.created_at });
  const live = liveOf(deps, context, only.id);
  if (parts.length === 1) return { verdict: "live", live, evidence: proof };
  const handles: Handles = { [partKey(ids.length)]: only.id };
  return { verdict: "settled", handles, live, evidence: proof };
}

/** Where this publication began, which may be long before the call that was lost last. */
function beginning({ handles, armedAt }: Armed): Date {
  const begun = Number(handles.begun ?? armedAt.getTime());
  return new Date(Math.min(begun, armedAt.getTime()) - CLOCK_SLACK_MS);
}

function isPart(post: ListedPost, context: PublishContext, index: number): boolean {
  const parent = publicParts(context.handles)[index - 1];
  const repliesTo = post.referenced_tweets.find(({ type }) => type === "replied_to")?.id;
  if (repliesTo !== parent) return false;
  const keys = index === 0 ? mediaKeysOf(context) : [];
  const shown = post.attachments?.media_keys;
  if (keys.length > 0 && shown) return keys.every((key) => shown.includes(key));
  return isSameText(partsOf(context.content)[index] ?? "", post);
}

function absent({ clock }: PlatformDeps, { armedAt }: Armed, text: string): Verdict {
  const tooEarly = clock.now().getTime() - armedAt.getTime() < WORDLESS_PATIENCE_MS;
  if (text.trim() === "" && tooEarly) return { verdict: "pending", evidence: evidence("x.not_listed_yet") };
  return { verdict: "not-happened", evidence: evidence("x.not_listed") };
}

/** The address of a post; it also opens without the right name before it. */
export function liveOf({ urls }: PlatformDeps, { session }: Pick<PublishContext, "session">, id: string) {
  const name = session.meta.username ? encodeURIComponent(session.meta.username) : "i";
  return { remoteId: id, remoteUrl: `${urls.www}/${name}/status/${id}` };
}
