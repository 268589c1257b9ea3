import type { PlatformDeps, PublishContext, Verdict } from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { evidence } from "./evidence.ts";
import { type ListedPost, ourComment, ourPosts, ownPosts } from "./listing.ts";
import { liveOf, settledPost } from "./submit.ts";

type Armed = PublishContext & { armedAt: Date };

/** The handles say which call was armed: once the post is known, only the comment can have been. */
export function reconcileReddit(deps: PlatformDeps, api: RedditApi, context: Armed): Promise<Verdict> {
  return context.handles.postId ? commentVerdict(api, context) : postVerdict(deps, api, context);
}

/**
 * Reddit takes no key of ours and gives no id for media, so the account's own list is searched for the post. Removed
 * ones are listed too, with who removed them. After Reddit has answered, absence only means that it is still at work.
 */
async function postVerdict(deps: PlatformDeps, api: RedditApi, context: Armed): Promise<Verdict> {
  const { items, whole } = await ownPosts(api, context.session, context.armedAt);
  const ours = ourPosts(items, context);
  const [only, another] = ours;
  if (another)
    return { verdict: "pending", evidence: evidence("reddit.several_listed", { posts: ours.length }) };
  if (only) return found(deps, context, only);
  if (context.handles.submitted) return { verdict: "pending", evidence: evidence("reddit.still_processing") };
  return notListed(whole, items.length);
}

function found(deps: PlatformDeps, context: Armed, post: ListedPost): Verdict {
  const address = `${deps.urls.www}${post.permalink}`;
  const { handles, live, settled } = settledPost(context, { postId: post.id, address });
  const said = post.removed_by_category
    ? evidence("reddit.listed_removed", { post: post.id, by: post.removed_by_category })
    : evidence("reddit.listed", {
        post: post.id,
        madeAt: new Date(post.created_utc * 1000).toISOString(),
      });
  return settled
    ? { verdict: "settled", handles, live, evidence: said }
    : { verdict: "live", live, evidence: said };
}

/** A list that ends too early proves nothing. */
const notListed = (whole: boolean, posts: number): Verdict =>
  whole
    ? { verdict: "not-happened", evidence: evidence("reddit.not_listed", { posts }) }
    : { verdict: "pending", evidence: evidence("reddit.too_many_listed", { posts }) };

async function commentVerdict(api: RedditApi, context: Armed): Promise<Verdict> {
  const { content, handles, session, armedAt } = context;
  const postId = String(handles.postId);
  const text = String(content.options.firstComment ?? "");
  const { found: comment, whole } = await ourComment(api, session, { postId, text, armedAt });
  if (comment)
    return {
      verdict: "live",
      live: liveOf(context),
      evidence: evidence("reddit.comment_listed", { comment: comment.id }),
    };
  return whole
    ? { verdict: "not-happened", evidence: evidence("reddit.comment_not_listed", { post: postId }) }
    : { verdict: "pending", evidence: evidence("reddit.too_many_listed", { posts: 1_000 }) };
}
