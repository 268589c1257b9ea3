import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { findAccount, type RedditAccount } from "./accounts.ts";
import { refuse } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Comment, Post, RedditState } from "./state.ts";
import { findSubreddit, type LinkFlair, type Subreddit } from "./subreddits.ts";
import { commentsOf, commentThing, jsonAnswer, listing, paged, postThing, subredditThing } from "./views.ts";

export interface ReadDeps {
  kit: Kit;
  state: RedditState;
}

/** `GET /api/v1/me`. */
export function me({ kit }: ReadDeps, call: Call, { account }: Session): Answer {
  return jsonAnswer(call, {
    id: account.id,
    name: account.name,
    icon_img: `${kit.url()}/assets/avatar/reddit/${account.name}.svg?width=256&height=256`,
    total_karma: account.linkKarma + account.commentKarma,
    link_karma: account.linkKarma,
    comment_karma: account.commentKarma,
    created_utc: Date.parse(account.createdAt) / 1000,
    has_verified_email: account.verifiedEmail,
    is_suspended: account.suspended,
    subreddit: { display_name: `u_${account.name}`, subreddit_type: "user" },
  });
}

/** What the visitor of a list sees: a removed post only by its author, one that is being made by nobody. */
const listedFor = (post: Post, viewer: RedditAccount): boolean =>
  post.stage === "public" || (post.stage === "removed" && post.accountId === viewer.id);

const newestFirst = (a: { createdAt: number; id: string }, b: { createdAt: number; id: string }): number =>
  b.createdAt - a.createdAt || Number.parseInt(b.id, 36) - Number.parseInt(a.id, 36);

function person(call: Call): RedditAccount {
  const account = findAccount(call.param("name"));
  if (!account) throw refuse(404);
  return account;
}

/** `GET /user/{name}/submitted`. */
export function submitted({ kit, state }: ReadDeps, call: Call, { account }: Session): Answer {
  const whose = person(call);
  const posts = state.posts
    .values()
    .filter((post) => post.accountId === whose.id && listedFor(post, account))
    .sort(newestFirst);
  const { children, after } = paged(call, posts, "t3");
  return jsonAnswer(
    call,
    listing(
      children.map((post) => postThing(kit, state, post)),
      after,
    ),
  );
}

/** `GET /user/{name}/comments`. */
export function userComments({ state }: ReadDeps, call: Call): Answer {
  const whose = person(call);
  const comments = state.comments
    .values()
    .filter((comment: Comment) => comment.accountId === whose.id && !comment.deleted)
    .sort(newestFirst);
  const { children, after } = paged(call, comments, "t1");
  return jsonAnswer(
    call,
    listing(
      children.map((comment) => commentThing(state, comment)),
      after,
    ),
  );
}

/** `GET /api/info?id=t3_a,t1_b`: what there is of them; deleted ones without their author. */
export function info({ kit, state }: ReadDeps, call: Call): Answer {
  const names = (call.url.searchParams.get("id") ?? "").split(",");
  const things = names.flatMap((name): unknown[] => {
    const [post, comment] = [state.posts.get(name.slice(3)), state.comments.get(name.slice(3))];
    if (name.startsWith("t3_") && post && post.stage !== "processing" && post.stage !== "failed")
      return [postThing(kit, state, post)];
    return name.startsWith("t1_") && comment && !comment.deleted ? [commentThing(state, comment)] : [];
  });
  return jsonAnswer(call, listing(things));
}

/** `GET /comments/{id}`: the post and what is said under it, two listings. */
export function discussion({ kit, state }: ReadDeps, call: Call): Answer {
  const post = state.posts.get(call.param("id"));
  if (!post || post.stage === "processing" || post.stage === "failed") throw refuse(404);
  return jsonAnswer(call, [
    listing([postThing(kit, state, post)]),
    listing(commentsOf(state, post.id).map((comment) => commentThing(state, comment))),
  ]);
}

/** The subreddit of a path, if this person may see it at all. */
function visible(call: Call, viewer: RedditAccount): Subreddit {
  const place = findSubreddit(call.param("sub"));
  if (!place) throw refuse(404);
  if (place.closed === "banned") throw refuse(404, "banned");
  if (place.closed === "quarantined") throw refuse(403, "quarantined");
  if (place.type === "private" && !place.members.includes(viewer.name)) throw refuse(403, "private");
  return place;
}

/** `GET /r/{sub}/about`. */
export const about = (_: ReadDeps, call: Call, { account }: Session): Answer =>
  jsonAnswer(call, subredditThing(visible(call, account), account));

/** `GET /api/v1/{sub}/post_requirements`. */
export const postRequirements = (_: ReadDeps, call: Call, { account }: Session): Answer =>
  jsonAnswer(call, visible(call, account).requirements);

const flairsOf = (place: Subreddit): readonly LinkFlair[] => {
  if (!place.flairs) throw refuse(403);
  return place.flairs;
};

/** `GET /r/{sub}/api/link_flair_v2`: 403 where flair is off. */
export const linkFlair = (_: ReadDeps, call: Call, { account }: Session): Answer =>
  jsonAnswer(
    call,
    flairsOf(visible(call, account)).map(({ id, text, editable, modOnly }) => ({
      id,
      text,
      text_editable: editable,
      mod_only: modOnly,
      type: "text",
      richtext: [],
      text_color: "dark",
      background_color: "",
      css_class: "",
      allowable_content: "all",
      max_emojis: 10,
    })),
  );

/** `POST /r/{sub}/api/flairselector`: the older way to the same flairs, moderators' own left out. */
export const flairSelector = (_: ReadDeps, call: Call, { account }: Session): Answer =>
  jsonAnswer(call, {
    current: { flair_template_id: null, flair_text: null, flair_css_class: null, flair_position: "right" },
    choices: flairsOf(visible(call, account))
      .filter(({ modOnly }) => !modOnly)
      .map(({ id, text, editable }) => ({
        flair_template_id: id,
        flair_text: text,
        flair_text_editable: editable,
        flair_css_class: "",
        flair_position: "right",
      })),
  });

/** `GET /subreddits/mine/subscriber`. */
export function mySubreddits(_: ReadDeps, call: Call, { account }: Session): Answer {
  const places = account.subscribed.flatMap((name) => findSubreddit(name) ?? []);
  const { children, after } = paged(call, places, "t5");
  return jsonAnswer(
    call,
    listing(
      children.map((place) => subredditThing(place, account)),
      after,
    ),
  );
}

/** `GET /r/{sub}/new`: what visitors see. */
export function newest({ kit, state }: ReadDeps, call: Call, { account }: Session): Answer {
  const place = visible(call, account);
  const posts = state.posts
    .values()
    .filter((post) => post.subreddit === place.name && post.stage === "public")
    .sort(newestFirst);
  const { children, after } = paged(call, posts, "t3");
  return jsonAnswer(
    call,
    listing(
      children.map((post) => postThing(kit, state, post)),
      after,
    ),
  );
}
