import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { PlatformSession } from "../platform.ts";
import type { TikTokApi } from "./api.ts";

/** Inits per publication before a person is told. */
export const MAX_ROUNDS = 3;

const publishStatus = z.object({
  status: z.string(),
  fail_reason: z.string().default(""),
  /** Spelled so by TikTok. */
  publicaly_available_post_id: z.array(remoteId).default([]),
  uploaded_bytes: z.number().default(0),
});
export type PublishStatus = z.infer<typeof publishStatus>;

/** POST /v2/post/publish/status/fetch/. https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status */
export async function readPublishStatus(
  api: TikTokApi,
  session: PlatformSession,
  publishId: string,
): Promise<PublishStatus> {
  const body = await api.call("status_fetch", session, "/v2/post/publish/status/fetch/", {
    body: { publish_id: publishId },
    reads: true,
  });
  return readAnswer(publishStatus, body, "tiktok", "status_fetch");
}
