import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { PlatformSession, Published, Removal } from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { bareId, sameName } from "./names.ts";

const info = z.object({
  data: z.object({
    children: z.array(z.object({ data: z.object({ author: z.string().default("[deleted]") }) })),
  }),
});

/**
 * POST /api/del answers `{}` whatever it did, so the post is looked at afterwards: a deleted one has lost its author.
 * The comments of others stay, as Reddit keeps them; the author's first comment is deleted with it.
 * https://www.reddit.com/dev/api#POST_api_del
 */
export async function removePost(
  api: RedditApi,
  session: PlatformSession,
  { remoteId, handles }: Published,
): Promise<Removal> {
  const postId = bareId(String(handles.postId ?? remoteId ?? ""));
  if (postId === "") return { removed: false, why: "REDDIT_POST_GONE" };
  const { commentId } = handles;
  if (commentId) await remove(api, session, `t1_${commentId}`);
  await remove(api, session, `t3_${postId}`);
  const body = await api.call("info", session, `/api/info?id=t3_${postId}&raw_json=1`);
  const [post] = readAnswer(info, body, "reddit", "info").data.children;
  const still = post !== undefined && sameName(post.data.author, session.meta.username ?? "");
  return still ? { removed: false, why: "REDDIT_NOT_DELETED" } : { removed: true };
}

const remove = (api: RedditApi, session: PlatformSession, id: string): Promise<unknown> =>
  api.call("del", session, "/api/del", { form: { id }, idempotent: true });
