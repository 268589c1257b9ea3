import { findAccount, type XAccount } from "./accounts.ts";
import type { Here, Post } from "./state.ts";
import { present } from "./text.ts";

/** Every field the sandbox knows of a post; callers pick what was asked for. */
export function presentPost({ state }: Here, post: Post) {
  const username = findAccount(post.accountId)?.username;
  const kind = post.attachments[0]?.type === "photo" ? "photo" : "video";
  const media = post.mediaSlug
    ? {
        slug: post.mediaSlug,
        address: `https://x.com/${username}/status/${post.id}/${kind}/1`,
        keys: post.attachments.map(({ key }) => key),
      }
    : undefined;
  const { text, urls } = present(post.raw, post.links, media);
  const replies = state.posts
    .values()
    .filter((one) => one.parentId === post.id && one.deletedAt === undefined).length;
  return {
    id: post.id,
    text,
    edit_history_tweet_ids: [post.id],
    author_id: post.accountId,
    conversation_id: post.conversationId,
    created_at: new Date(Math.floor(post.createdAt / 1000) * 1000).toISOString(),
    reply_settings: post.replySettings,
    ...(urls.length > 0 && { entities: { urls } }),
    ...(media && { attachments: { media_keys: media.keys } }),
    ...(post.parentId && {
      referenced_tweets: [{ type: "replied_to", id: post.parentId }],
      in_reply_to_user_id: state.posts.get(post.parentId)?.accountId,
    }),
    public_metrics: {
      retweet_count: 0,
      reply_count: replies,
      like_count: 0,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: 0,
    },
  };
}

/** The fields of a post that were asked for; id, text and its history always come. */
export function pickFields(post: ReturnType<typeof presentPost>, fields: readonly string[]): object {
  const wanted = ["id", "text", "edit_history_tweet_ids", ...fields];
  return Object.fromEntries(Object.entries(post).filter(([name]) => wanted.includes(name)));
}

export function presentUser({ kit, state }: Here, account: XAccount, fields: readonly string[]): object {
  const { id, name, username } = account;
  const posts = state.posts
    .values()
    .filter((post) => post.accountId === id && post.deletedAt === undefined).length;
  const more: Record<string, unknown> = {
    description: account.bio,
    profile_image_url: `${kit.url()}/assets/avatar/x/${username}.svg`,
    protected: account.protected,
    verified: account.verified,
    verified_type: account.verified ? "blue" : "none",
    public_metrics: {
      followers_count: account.followers,
      following_count: account.following,
      tweet_count: posts,
      listed_count: 0,
      like_count: 0,
      media_count: 0,
    },
  };
  const wanted = Object.entries(more).filter(([field]) => fields.includes(field));
  return { id, name, username, ...Object.fromEntries(wanted) };
}
