import { z } from "zod";
import { ExternalServiceError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import type { Handles, PlatformSession, PublishContent } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { TikTokApi } from "./api.ts";
import { tiktokErrorRow } from "./errors.ts";

const creatorInfo = z.object({
  creator_username: z.string().default(""),
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean().default(false),
  duet_disabled: z.boolean().default(false),
  stitch_disabled: z.boolean().default(false),
  max_video_post_duration_sec: z.number().positive().optional(),
});
export type CreatorInfo = z.infer<typeof creatorInfo>;

/**
 * POST /v2/post/publish/creator_info/query/: what this creator may do right now. TikTok demands it before every direct
 * post, and answers spam risks here with HTTP 200.
 * https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
 */
export async function readCreatorInfo(api: TikTokApi, session: PlatformSession): Promise<CreatorInfo> {
  const body = await api.call("creator_info", session, "/v2/post/publish/creator_info/query/", {
    reads: true,
  });
  return readAnswer(creatorInfo, body, "tiktok", "creator_info");
}

/** Throws when the creator may not post this; resolves to the handles the next step needs. */
export function checkAgainstCreator(content: PublishContent, creator: CreatorInfo): Handles {
  const privacy = String(content.options.privacy_level ?? "");
  const hiddenAd = content.options.brand_content_toggle === true && privacy === "SELF_ONLY";
  if (!creator.privacy_level_options.includes(privacy) || hiddenAd)
    throw providerError(tiktokErrorRow("privacy_level_option_mismatch"), {
      service: "tiktok",
      operation: "creator_info",
    });
  const longest = (creator.max_video_post_duration_sec ?? Number.POSITIVE_INFINITY) * 1000;
  const tooLong = content.media.find((media) => (media.durationMs ?? 0) > longest);
  if (tooLong)
    throw new ExternalServiceError(
      "MEDIA_REJECTED",
      "tiktok creator_info: video longer than the account may post",
      {
        service: "tiktok",
        userMessage: "TIKTOK_TOO_LONG_FOR_ACCOUNT",
        params: { seconds: Math.floor(longest / 1000) },
        providerCode: "max_video_post_duration_sec",
      },
    );
  return { creator: creator.creator_username || "-", locked: lockedInteractions(creator).join(",") || "-" };
}

/** Toggles the account has switched off for good: they are sent as off, whatever was chosen. */
const lockedInteractions = (creator: CreatorInfo): string[] => [
  ...(creator.comment_disabled ? ["disable_comment"] : []),
  ...(creator.duet_disabled ? ["disable_duet"] : []),
  ...(creator.stitch_disabled ? ["disable_stitch"] : []),
];

/** For the composer: audiences to choose from, toggles that are locked, the longest video in ms. */
export async function creatorOptions(
  api: TikTokApi,
  session: PlatformSession,
): Promise<Record<string, string[]>> {
  const creator = await readCreatorInfo(api, session);
  const seconds = creator.max_video_post_duration_sec;
  return {
    privacy_level: creator.privacy_level_options,
    locked: lockedInteractions(creator),
    max_video_duration_ms: seconds === undefined ? [] : [String(seconds * 1000)],
  };
}
