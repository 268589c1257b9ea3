import type {
  Handles,
  PlatformDeps,
  PollResult,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { type ListedPost, newestPost, ourPosts, ownPosts } from "./listing.ts";
import { plainPoster, uploadedItem, uploadFile, uploadOf } from "./media.ts";
import { reconcileReddit } from "./reconcile.ts";
import { removePost } from "./remove.ts";
import { redditRequirements } from "./requirements.ts";
import { commentPost, liveOf, settledPost, submitPost, wantsComment } from "./submit.ts";
import { composeValues, findFlair } from "./subreddit.ts";

/** Pictures take Reddit seconds, videos minutes: earlier than this, that a post is not listed proves nothing. */
const SETTLE_AFTER_MS = 15 * 60_000;

/**
 * Publishing on Reddit: look at the newest post → flair → lend places and upload → submit, the irreversible call → for
 * images and videos the account's list until the post is there → where there is one, the first comment, a second
 * irreversible call.
 */
export function redditPublish(deps: PlatformDeps, api: RedditApi): PublishCapability {
  return {
    proof: "list-and-match",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(deps, api, context),
    reconcile: (context) => reconcileReddit(deps, api, context),
    remove: (session, published) => removePost(api, session, published),
    composeOptions: (session, chosen) => composeValues(api, session, chosen),
    requirements: redditRequirements(api),
  };
}

function nextStep(deps: PlatformDeps, api: RedditApi, context: PublishContext): PublishStep {
  const { content, handles } = context;
  if (handles.postId)
    return wantsComment(content) && !handles.commentId
      ? { type: "commit", name: "comment", run: () => commentPost(api, context) }
      : { type: "done", live: liveOf(context) };
  if (handles.submitted) return { type: "poll", name: "find_post", run: () => findPost(deps, api, context) };
  return (
    preparation(deps, api, context) ?? {
      type: "commit",
      name: "submit",
      run: () => submitPost(deps, api, context),
    }
  );
}

/** What is still to be done before the post can be submitted; none of it is visible. */
function preparation(deps: PlatformDeps, api: RedditApi, context: PublishContext): PublishStep | undefined {
  const { content, handles, session } = context;
  const safe = (name: string, run: () => Promise<Handles>): PublishStep => ({ type: "safe", name, run });
  if (!handles.newest) return safe("look_before", () => noteNewest(api, context));
  if (content.options.flair && !handles.flairId)
    return safe("find_flair", () => findFlair(api, session, content.options));
  const place = content.media.findIndex((_, at) => !handles[`media:${at}`] || !handles[`asset:${at}`]);
  const item = content.media[place];
  if (item)
    return safe(`upload_item_${place}`, async () =>
      uploadedItem(place, await uploadFile(deps, api, session, uploadOf(item, place))),
    );
  if (content.kind === "video" && !handles.posterUrl)
    return safe("upload_poster", async () => ({
      posterUrl: (await uploadFile(deps, api, session, plainPoster)).url,
    }));
  return undefined;
}

/** Which post is the newest before ours: whatever stands above it later was made since. */
async function noteNewest(api: RedditApi, { session }: PublishContext): Promise<Handles> {
  return { newest: (await newestPost(api, session))?.id ?? "-" };
}

/** Reddit took the media and makes the post by itself; its list is asked until it is there. */
async function findPost(deps: PlatformDeps, api: RedditApi, context: PublishContext): Promise<PollResult> {
  const armedAt = context.armedAt ?? deps.clock.now();
  const { items } = await ownPosts(api, context.session, armedAt);
  const [found] = ourPosts(items, { ...context, armedAt });
  const looks = Number(context.handles.looks ?? 0) + 1;
  if (!found) return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
  const { handles, live, settled } = settledPost(context, addressOf(deps, found));
  return settled ? { state: "settled", handles, live } : { state: "live", handles, live };
}

export const addressOf = (deps: PlatformDeps, { id, permalink }: ListedPost) => ({
  postId: id,
  address: `${deps.urls.www}${permalink}`,
});

/** Three seconds at first; two minutes for what takes Reddit an hour. */
const paceMs = (looks: number): number => Math.min(120_000, Math.round(3_000 * 1.3 ** (looks - 1)));
