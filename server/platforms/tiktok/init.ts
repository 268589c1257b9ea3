import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import type { CommitResult, Handles, PublishContent, PublishContext, PublishMedia } from "../platform.ts";
import { irreversible } from "../provider-error.ts";
import type { TikTokApi } from "./api.ts";
import { chunkPlan } from "./chunks.ts";

const initAnswer = z.object({ publish_id: z.string(), upload_url: z.url() });
const photoAnswer = z.object({ publish_id: z.string() });

export function videoOf(content: PublishContent): PublishMedia {
  const [media] = content.media;
  if (media?.kind === "video") return media;
  throw new AppError("MEDIA_REJECTED", "tiktok video without a video", { userMessage: "TIKTOK_FILE_FORMAT" });
}

/**
 * POST /v2/post/publish/video/init/ (direct) or /inbox/video/init/ (to the creator's drafts), by FILE_UPLOAD: nothing
 * happens until the last byte is there. The upload address is good for an hour.
 * https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
 * https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
 */
export async function initUpload(api: TikTokApi, context: PublishContext): Promise<Handles> {
  const { content, session, handles } = context;
  const size = videoOf(content).bytes;
  const plan = chunkPlan(size);
  const source_info = {
    source: "FILE_UPLOAD",
    video_size: size,
    chunk_size: plan.chunkSize,
    total_chunk_count: plan.chunkCount,
  };
  const inbox = content.kind === "inbox";
  const body = inbox
    ? await api.call("inbox_init", session, "/v2/post/publish/inbox/video/init/", { body: { source_info } })
    : await api.call("video_init", session, "/v2/post/publish/video/init/", {
        body: { post_info: videoPostInfo(content, handles), source_info },
      });
  const answer = readAnswer(initAnswer, body, "tiktok", inbox ? "inbox_init" : "video_init");
  return {
    publishId: answer.publish_id,
    uploadUrl: answer.upload_url,
    chunkSize: plan.chunkSize,
    chunkCount: plan.chunkCount,
    uploaded: 0,
    round: Number(handles.round ?? 0) + 1,
  };
}

/**
 * POST /v2/post/publish/content/init/: TikTok starts fetching the photos at once, so this call is the commit.
 * https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
 */
export async function initPhotos(api: TikTokApi, context: PublishContext): Promise<CommitResult> {
  const { content, session, handles } = context;
  const body = {
    media_type: "PHOTO",
    post_mode: "DIRECT_POST",
    post_info: photoPostInfo(content, handles),
    source_info: {
      source: "PULL_FROM_URL",
      photo_cover_index: 0,
      photo_images: await Promise.all(content.media.map((media) => media.url())),
    },
  };
  const answer = await irreversible(async () =>
    readAnswer(
      photoAnswer,
      await api.call("photo_init", session, "/v2/post/publish/content/init/", { body, irreversible: true }),
      "tiktok",
      "photo_init",
    ),
  );
  return { handles: { publishId: answer.publish_id, sent: 1, round: Number(handles.round ?? 0) + 1 } };
}

/** What both kinds of direct post say about themselves. */
function commonPostInfo({ options }: PublishContent, handles: Readonly<Handles>) {
  return {
    privacy_level: String(options.privacy_level),
    disable_comment: isOff("disable_comment", options, handles),
    brand_content_toggle: options.brand_content_toggle === true,
    brand_organic_toggle: options.brand_organic_toggle === true,
  };
}

function videoPostInfo(content: PublishContent, handles: Readonly<Handles>) {
  const { text, options } = content;
  const cover = String(options.video_cover_timestamp_ms ?? "").trim();
  return {
    title: text,
    ...commonPostInfo(content, handles),
    disable_duet: isOff("disable_duet", options, handles),
    disable_stitch: isOff("disable_stitch", options, handles),
    is_aigc: options.is_aigc === true,
    ...(/^\d+$/.test(cover) ? { video_cover_timestamp_ms: Number(cover) } : {}),
  };
}

function photoPostInfo(content: PublishContent, handles: Readonly<Handles>) {
  const { text, options } = content;
  return {
    title: String(options.title ?? ""),
    description: text,
    ...commonPostInfo(content, handles),
    auto_add_music: options.auto_add_music === true,
  };
}

/** Off unless the creator turned it on, and off where the account forbids it. */
const isOff = (id: string, options: PublishContent["options"], handles: Readonly<Handles>): boolean =>
  options[id] !== false ||
  String(handles.locked ?? "")
    .split(",")
    .includes(id);
