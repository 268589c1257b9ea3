import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type { PublishContext, Verdict } from "../platform.ts";
import type { TikTokApi } from "./api.ts";
import { failReasonRow } from "./errors.ts";
import { evidence } from "./evidence.ts";
import { videoOf } from "./init.ts";
import { MAX_ROUNDS, readPublishStatus } from "./status.ts";

type Armed = PublishContext & { armedAt: Date };

/** TikTok stamps posts in whole seconds, by its own clock. */
const CLOCK_SLACK_MS = 60_000;

/** An upload has its publish id before the last byte leaves, so TikTok can be asked. A lost photo init has none. */
export function reconcileTikTok(api: TikTokApi, context: Armed): Promise<Verdict> {
  return context.handles.publishId ? byStatus(api, context) : byList(api, context);
}

async function byStatus(api: TikTokApi, context: Armed): Promise<Verdict> {
  const publishId = String(context.handles.publishId);
  const size = context.content.kind === "photo" ? 0 : videoOf(context.content).bytes;
  try {
    const status = await readPublishStatus(api, context.session, publishId);
    const missing = status.status === "PROCESSING_UPLOAD" && status.uploaded_bytes < size;
    if (missing)
      return {
        verdict: "not-happened",
        evidence: evidence("tiktok.upload_incomplete", { publishId, received: status.uploaded_bytes, size }),
      };
    // A failure that a new init may cure is left to the plan, which counts them.
    const mayStartOver =
      failReasonRow(status.fail_reason).retryable && Number(context.handles.round ?? 0) < MAX_ROUNDS;
    if (status.status === "FAILED" && !mayStartOver)
      return {
        verdict: "failed",
        providerCode: status.fail_reason,
        evidence: evidence("tiktok.failed", { publishId, error: status.fail_reason }),
      };
    return {
      verdict: "accepted",
      handles: { uploaded: size, sent: 1 },
      evidence: evidence("tiktok.all_received", { publishId, status: status.status }),
    };
  } catch (error) {
    if (!isAppError(error) || error.providerCode !== "invalid_publish_id") throw error;
    return { verdict: "pending", evidence: evidence("tiktok.unknown_post", { publishId }) };
  }
}

const videoList = z.object({
  videos: z
    .array(
      z.object({
        id: remoteId,
        create_time: z.number(),
        title: z.string().default(""),
        video_description: z.string().default(""),
        share_url: z.string().optional(),
      }),
    )
    .default([]),
});

/**
 * A lost photo init left no id: the account's public posts are searched for one with our words made since. A match
 * proves it; absence proves nothing, as moderation may take hours and private posts are never listed. So it stays
 * open until a match, a webhook or a person settles it: a second init could post twice.
 */
async function byList(api: TikTokApi, { session, content, armedAt }: Armed): Promise<Verdict> {
  if (content.options.privacy_level === "SELF_ONLY")
    return {
      verdict: "pending",
      evidence: evidence("tiktok.private_not_listed"),
    };
  if (!session.scopes.includes("video.list"))
    return {
      verdict: "pending",
      evidence: evidence("tiktok.listing_not_allowed"),
    };
  const fields = "id,create_time,title,video_description,share_url";
  const body = await api.call("video_list", session, `/v2/video/list/?fields=${fields}`, {
    body: { max_count: 20 },
    reads: true,
  });
  const { videos } = readAnswer(videoList, body, "tiktok", "video_list");
  const since = armedAt.getTime() - CLOCK_SLACK_MS;
  const words = [content.text, String(content.options.title ?? "")].map(normal).filter((text) => text !== "");
  const matches = videos.filter(
    (video) =>
      video.create_time * 1000 >= since &&
      (words.length === 0 ||
        [video.title, video.video_description].map(normal).some((text) => words.includes(text))),
  );
  const [only, another] = matches;
  if (!only)
    return {
      verdict: "pending",
      evidence: evidence("tiktok.not_listed"),
    };
  if (another)
    return { verdict: "pending", evidence: evidence("tiktok.several_listed", { posts: matches.length }) };
  return {
    verdict: "live",
    live: { remoteId: only.id, ...(only.share_url ? { remoteUrl: only.share_url } : {}) },
    evidence: evidence("tiktok.listed", {
      post: only.id,
      madeAt: new Date(only.create_time * 1000).toISOString(),
    }),
  };
}

const normal = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();
