import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { CommitResult, Live, PlatformDeps, PublishContent, PublishContext } from "../platform.ts";
import { irreversible } from "../provider-error.ts";
import type { RedditApi } from "./api.ts";
import { bareId, subredditName } from "./names.ts";

/** What the plan still wants after the post is there. */
export const wantsComment = ({ options }: PublishContent): boolean =>
  String(options.firstComment ?? "").trim() !== "";

const made = z.object({
  json: z.object({
    data: z.object({
      /** Absent for images and videos: those are made later. */
      id: z.string().optional(),
      url: z.string().optional(),
    }),
  }),
});

/**
 * The call that makes the post public: POST /api/submit, or /api/submit_gallery_post.json for several pictures.
 * Texts, links and galleries are there with the answer; images and videos appear once Reddit has worked on them, and
 * nothing but the account's own list tells when. https://www.reddit.com/dev/api#POST_api_submit
 */
export async function submitPost(
  deps: PlatformDeps,
  api: RedditApi,
  context: PublishContext,
): Promise<CommitResult> {
  const { content, session } = context;
  const gallery = content.kind === "gallery";
  const operation = gallery ? "submit_gallery" : "submit";
  const answer = await irreversible(async () => {
    const body = gallery
      ? await api.call(operation, session, "/api/submit_gallery_post.json", {
          json: galleryBody(context),
          irreversible: true,
        })
      : await api.call(operation, session, "/api/submit?raw_json=1", {
          form: submitForm(context),
          irreversible: true,
        });
    return readAnswer(made, body, "reddit", operation).json.data;
  });
  if (!answer.id) return { handles: { submitted: 1 } };
  const postId = bareId(answer.id);
  return settledPost(context, { postId, address: answer.url ?? `${deps.urls.www}/comments/${postId}` });
}

/** The post is there: all of it, or a comment is still to come. */
export function settledPost(
  { content }: Pick<PublishContext, "content">,
  { postId, address }: { postId: string; address: string },
): CommitResult & { live: Live } {
  const handles = { postId, postUrl: address };
  const live = { remoteId: postId, remoteUrl: address };
  return wantsComment(content) ? { handles, live, settled: true } : { handles, live };
}

const yes = (value: unknown): string => (value === true ? "true" : "false");

/** Flair, and what both ways of submitting say alike. */
function common({ content, handles }: PublishContext) {
  const { options } = content;
  const flairText = String(options.flair_text ?? "").trim();
  return {
    sr: subredditName(options.subreddit) ?? String(options.subreddit ?? ""),
    title: String(options.title ?? "").trim(),
    ...(handles.flairId ? { flair_id: String(handles.flairId) } : {}),
    ...(handles.flairId && flairText ? { flair_text: flairText } : {}),
  };
}

function submitForm(context: PublishContext): Record<string, string> {
  const { content, handles } = context;
  const { kind, text, options } = content;
  return {
    ...common(context),
    kind,
    nsfw: yes(options.nsfw),
    spoiler: yes(options.spoiler),
    sendreplies: yes(options.sendreplies ?? true),
    // The same address in the same subreddit is refused: a cheap guard where an answer was lost.
    resubmit: yes(kind !== "link" || options.resubmit),
    validate_on_submit: "true",
    ...(kind === "self" || text !== "" ? { text } : {}),
    ...(kind === "link" ? { url: String(options.url ?? "").trim() } : {}),
    ...(kind === "image" || kind === "video" ? { url: String(handles["media:0"]) } : {}),
    ...(kind === "video" ? { video_poster_url: String(handles.posterUrl) } : {}),
  };
}

function galleryBody(context: PublishContext) {
  const { content, handles } = context;
  const { options, text } = content;
  return {
    ...common(context),
    api_type: "json",
    show_error_list: true,
    nsfw: options.nsfw === true,
    spoiler: options.spoiler === true,
    sendreplies: options.sendreplies !== false,
    validate_on_submit: true,
    ...(text === "" ? {} : { text }),
    items: content.media.map((_, place) => ({
      media_id: String(handles[`asset:${place}`]),
      caption: "",
      outbound_url: "",
    })),
  };
}

const commented = z.object({
  json: z.object({
    data: z.object({ things: z.array(z.object({ data: z.object({ id: z.string() }) })).min(1) }),
  }),
});

/** The first comment under the fresh post: public by itself, so a second call that is never repeated blindly. */
export async function commentPost(api: RedditApi, context: PublishContext): Promise<CommitResult> {
  const { content, session, handles } = context;
  const form = { thing_id: `t3_${handles.postId}`, text: String(content.options.firstComment) };
  const answer = await irreversible(async () =>
    readAnswer(
      commented,
      await api.call("comment", session, "/api/comment?raw_json=1", { form, irreversible: true }),
      "reddit",
      "comment",
    ),
  );
  const [first] = answer.json.data.things;
  return { handles: { commentId: bareId(first?.data.id ?? "") }, live: liveOf(context) };
}

/** Where the post is, by the handles. */
export const liveOf = ({ handles }: Pick<PublishContext, "handles">): Live => ({
  remoteId: String(handles.postId),
  ...(handles.postUrl ? { remoteUrl: String(handles.postUrl) } : {}),
});
