import { randomLetters } from "../core/ids.ts";
import { isRecord } from "../core/json.ts";
import type { Answer, Call } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import type { NewEffect } from "../core/store.ts";
import { findAccount } from "./accounts.ts";
import { forbidden, invalidRequest, notFound } from "./errors.ts";
import { presentPost } from "./present.ts";
import { snowflake } from "./snowflake.ts";
import type { Attachment, Here, Post, Upload } from "./state.ts";
import { shorten, weigh } from "./text.ts";
import type { Session } from "./tokens.ts";
import { announceDeletion } from "./webhook.ts";

const DAY_MS = 24 * 3_600_000;
const MAX_WEIGHT = 280;
const ID = /^[0-9]{1,19}$/;

/** Everything https://docs.x.com/x-api/posts/create-post names; anything else is refused. */
const FIELDS = [
  "text",
  "media",
  "reply",
  "quote_tweet_id",
  "poll",
  "reply_settings",
  "community_id",
  "share_with_followers",
  "for_super_followers_only",
  "geo",
  "direct_message_deep_link",
  "card_uri",
  "nullcast",
  "made_with_ai",
  "paid_partnership",
  "edit_options",
];
const REPLY_SETTINGS = ["following", "mentionedUsers", "subscribers", "verified"];

const LABELS = {
  tweet_image: "photo",
  tweet_gif: "animated_gif",
  tweet_video: "video",
  amplify_video: "video",
} as const;

/** POST /2/tweets: one call, one public post. */
export async function createPost(here: Here, call: Call, session: Session): Promise<Answer> {
  const { kit, state } = here;
  const body = jsonObject(await call.bytes(), () =>
    invalidRequest("body", "", "Requests must be in JSON format."),
  );
  checkFields(body);
  const raw = String(body.text ?? "")
    .normalize("NFC")
    .trim();
  const uploads = readMedia(here, body.media, session);
  if (raw === "" && uploads.length === 0)
    throw invalidRequest("text", "", "At least one of text, media, or poll must be provided.");
  if (weigh(raw) > MAX_WEIGHT)
    throw forbidden(
      "Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.",
    );
  const parent = readParent(here, body.reply);
  if (isRepeat(here, session.account.id, raw))
    throw forbidden("You are not allowed to create a Tweet with duplicate content.");
  const id = snowflake(here);
  const post: Post = {
    id,
    accountId: session.account.id,
    raw,
    links: shorten(raw),
    attachments: uploads.map(attachment),
    conversationId: parent?.conversationId ?? id,
    replySettings: String(body.reply_settings ?? "everyone"),
    createdAt: kit.clock.now(),
    ...(uploads.length > 0 && { mediaSlug: randomLetters(10) }),
    ...(parent && { parentId: parent.id }),
  };
  kit.store.commit([state.posts.put(id, post)], [effect(here, post, "post")]);
  const { text } = presentPost(here, post);
  return { status: 201, json: { data: { id, text, edit_history_tweet_ids: [id] } } };
}

function checkFields(body: Record<string, unknown>): void {
  const unknown = Object.keys(body).find((key) => !FIELDS.includes(key));
  if (unknown)
    throw invalidRequest(
      unknown,
      body[unknown],
      `$.${unknown}: is not defined in the schema and the schema does not allow additional properties`,
    );
  if (body.text !== undefined && typeof body.text !== "string")
    throw invalidRequest("text", body.text, "$.text: must be a string");
  if (body.reply_settings !== undefined && !REPLY_SETTINGS.includes(String(body.reply_settings)))
    throw invalidRequest(
      "reply_settings",
      body.reply_settings,
      "$.reply_settings: does not have a value in the enumeration",
    );
}

/** Up to four pictures, or one GIF, or one video; ready, not run out, and of this person. */
function readMedia({ kit, state }: Here, media: unknown, { account }: Session): Upload[] {
  if (media === undefined) return [];
  const ids = isRecord(media) && Array.isArray(media.media_ids) ? media.media_ids.map(String) : [];
  if (ids.length < 1 || ids.length > 4 || ids.some((id) => !ID.test(id)))
    throw invalidRequest("media.media_ids", ids, "$.media.media_ids: must have between 1 and 4 items");
  const uploads = ids.map((id) => state.uploads.get(id));
  const usable = uploads.filter(
    (upload) =>
      upload?.accountId === account.id &&
      upload.stage === "ready" &&
      (upload.usableUntil ?? 0) > kit.clock.now(),
  ) as Upload[];
  if (usable.length < ids.length) throw invalidRequest("media.media_ids", ids, "Your media IDs are invalid.");
  const alone = usable.some(({ category }) => category !== "tweet_image");
  if (alone && usable.length > 1)
    throw invalidRequest(
      "media.media_ids",
      ids,
      "Only up to 4 photos, or 1 GIF, or 1 video may be attached.",
    );
  return usable;
}

function attachment(upload: Upload): Attachment {
  const { file, key, category, altText } = upload;
  if (!file) throw new Error(`upload ${upload.id} is ready without a file`);
  return { ...file, key, type: LABELS[category], ...(altText !== undefined && { altText }) };
}

function readParent({ state }: Here, reply: unknown): Post | undefined {
  if (reply === undefined) return undefined;
  const id = isRecord(reply) ? String(reply.in_reply_to_tweet_id ?? "") : "";
  if (!ID.test(id))
    throw invalidRequest("reply.in_reply_to_tweet_id", id, "$.reply.in_reply_to_tweet_id: is missing");
  const parent = state.posts.get(id);
  if (parent && parent.deletedAt === undefined) return parent;
  throw forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.");
}

/** The same words of the same person within a day, whatever they reply to. Pictures alone are never a repeat. */
function isRepeat({ kit, state }: Here, accountId: string, raw: string): boolean {
  if (raw === "") return false;
  const since = kit.clock.now() - DAY_MS;
  const plain = (text: string) => text.replace(/\s+/g, " ").toLowerCase();
  return state.posts
    .values()
    .some(
      (post) =>
        post.accountId === accountId &&
        post.deletedAt === undefined &&
        post.createdAt > since &&
        plain(post.raw) === plain(raw),
    );
}

/** DELETE /2/tweets/:id. Replies to it stay. */
export function deletePost(here: Here, call: Call, { account }: Session): Answer {
  const { kit, state } = here;
  const id = call.param("id");
  const post = state.posts.get(id);
  if (!post || post.deletedAt !== undefined) throw notFound("tweet", id);
  if (post.accountId !== account.id) throw forbidden("You are not authorized to delete this Tweet.");
  const deleted = { ...post, deletedAt: kit.clock.now() };
  const changes = [state.posts.put(id, deleted), ...announceDeletion(here, deleted)];
  kit.store.commit(changes, [effect(here, deleted, "delete")]);
  kit.webhooks.start();
  return { status: 200, json: { data: { deleted: true } } };
}

function effect({ kit }: Here, post: Post, kind: NewEffect["kind"]): NewEffect {
  return {
    network: kit.network,
    account: post.accountId,
    handle: findAccount(post.accountId)?.username ?? "",
    kind,
    remoteId: post.id,
    at: kit.clock.iso(),
    text: post.raw,
    mediaCount: post.attachments.length,
    media: post.attachments.map(({ sha256, bytes, contentType }) => ({ sha256, bytes, contentType })),
  };
}
