import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { PlatformSession } from "../platform.ts";
import type { XApi } from "./api.ts";

const post = z.object({
  id: remoteId,
  text: z.string().default(""),
  created_at: z.string(),
  referenced_tweets: z.array(z.object({ type: z.string(), id: remoteId })).default([]),
  attachments: z.object({ media_keys: z.array(z.string()).default([]) }).optional(),
  entities: z
    .object({
      urls: z
        .array(
          z.object({
            url: z.string(),
            expanded_url: z.string().default(""),
            media_key: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});
export type ListedPost = z.infer<typeof post>;

/** No `data` where nothing is listed. */
const page = z.object({
  data: z.array(post).default([]),
  meta: z.object({ next_token: z.string().optional() }).default({}),
});

const MOST_PAGES = 5;

/**
 * GET /2/users/:id/tweets: the account's own posts, replies included, newest first; those made since an instant, or
 * after a post. https://docs.x.com/x-api/users/get-posts
 */
export async function listPosts(
  api: XApi,
  session: PlatformSession,
  since: { time: Date } | { post: string },
): Promise<ListedPost[]> {
  const query = new URLSearchParams({
    max_results: "100",
    "tweet.fields": "created_at,entities,referenced_tweets,attachments",
    ...("post" in since ? { since_id: since.post } : { start_time: seconds(since.time) }),
  });
  const posts: ListedPost[] = [];
  for (let read = 0; read < MOST_PAGES; read++) {
    const body = await api.call("list_posts", session, `/users/${session.externalId}/tweets?${query}`);
    const { data, meta } = readAnswer(page, body, "x", "list_posts");
    posts.push(...data);
    if (!meta.next_token) break;
    query.set("pagination_token", meta.next_token);
  }
  return posts;
}

/** X takes whole seconds. */
const seconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
