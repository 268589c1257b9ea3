import type {
  PlatformDeps,
  PollResult,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import { providerError } from "../provider-error.ts";
import { createTikTokApi, type TikTokApi } from "./api.ts";
import { checkAgainstCreator, creatorOptions, readCreatorInfo } from "./creator.ts";
import { failReasonRow } from "./errors.ts";
import { evidence } from "./evidence.ts";
import { initPhotos, initUpload } from "./init.ts";
import { reconcileTikTok } from "./reconcile.ts";
import { MAX_ROUNDS, readPublishStatus } from "./status.ts";
import { FORGOTTEN_UPLOAD, nextChunk, uploadChunk, uploadLastChunk } from "./upload.ts";

/** Looks for the id of a post that is out: moderation takes about a minute, the webhook brings it later if need be. */
const MAX_LOOKS = 8;
const SETTLE_AFTER_MS = 180_000;

/**
 * Publishing on TikTok. Videos: creator info → init → chunks → the last chunk, with whose last byte TikTok starts to
 * publish → status until it settles. Photos: creator info → init, which is the irreversible call itself → status.
 * https://developers.tiktok.com/doc/content-posting-api-get-started
 */
export function tiktokPublish(deps: PlatformDeps): PublishCapability {
  const api = createTikTokApi(deps);
  return {
    proof: "status-handle",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(deps, api, context),
    reconcile: (context) => reconcileTikTok(api, context),
    composeOptions: (session) => creatorOptions(api, session),
  };
}

function nextStep(deps: PlatformDeps, api: TikTokApi, context: PublishContext): PublishStep {
  const { content, handles } = context;
  if (handles.postId) return { type: "done", live: liveOf(deps, context, String(handles.postId)) };
  if (handles.sent) return { type: "poll", name: "status_fetch", run: () => awaitStatus(deps, api, context) };
  if (content.kind !== "inbox" && !handles.creator) return askCreator(api, context);
  if (content.kind === "photo")
    return { type: "commit", name: "photo_init", run: () => initPhotos(api, context) };
  if (!handles.publishId)
    return {
      type: "safe",
      name: content.kind === "inbox" ? "inbox_init" : "video_init",
      run: () => initUpload(api, context),
    };
  const chunk = nextChunk(context);
  return chunk.last
    ? { type: "commit", name: "upload_last_chunk", run: () => uploadLastChunk(deps, context) }
    : { type: "safe", name: `upload_bytes_${chunk.start}`, run: () => uploadChunk(deps, context) };
}

const askCreator = (api: TikTokApi, { content, session }: PublishContext): PublishStep => ({
  type: "safe",
  name: "creator_info",
  run: async () => checkAgainstCreator(content, await readCreatorInfo(api, session)),
});

// After it --------------------------------------------------------------------------------------------------------

/**
 * PUBLISH_COMPLETE may come without an id: a private post never gets one, a public one after moderation. An upload to
 * the inbox is done when it is delivered; the creator finishes it in the app.
 */
async function awaitStatus(deps: PlatformDeps, api: TikTokApi, context: PublishContext): Promise<PollResult> {
  const { content, handles, session } = context;
  const status = await readPublishStatus(api, session, String(handles.publishId));
  const [postId] = status.publicaly_available_post_id;
  const looks = Number(handles.looks ?? 0) + 1;
  switch (status.status) {
    case "PUBLISH_COMPLETE":
      if (postId) return { state: "live", live: liveOf(deps, context, postId), handles: { postId } };
      if (content.options.privacy_level === "SELF_ONLY" || content.kind === "inbox" || looks >= MAX_LOOKS)
        return { state: "live", live: {} };
      return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
    case "SEND_TO_USER_INBOX":
      return { state: "live", live: {} };
    case "FAILED":
      return startOver(context, status.fail_reason);
    default: {
      const polls = Number(handles.polls ?? 0) + 1;
      return { state: "waiting", again: { afterMs: paceMs(polls) }, handles: { polls } };
    }
  }
}

/** FAILED is final and nothing became public: a new init is allowed where TikTok itself was at fault. */
function startOver(context: PublishContext, reason: string): PollResult {
  const row = failReasonRow(reason || "unknown");
  if (!row.retryable || Number(context.handles.round ?? 0) >= MAX_ROUNDS)
    throw providerError({ ...row, retryable: false }, { service: "tiktok", operation: "status_fetch" });
  return {
    state: "restart",
    evidence: evidence("tiktok.processing_failed", {
      publishId: String(context.handles.publishId),
      error: row.code,
    }),
    drop: ["creator", "polls", "looks", ...Object.keys(FORGOTTEN_UPLOAD)],
  };
}

/** 30 status calls a minute are allowed: five seconds at first, two minutes for what takes TikTok an hour. */
const paceMs = (polls: number): number => Math.min(120_000, Math.round(5_000 * 1.25 ** (polls - 1)));

function liveOf(deps: PlatformDeps, { content, handles, session }: PublishContext, postId: string) {
  const username =
    handles.creator && handles.creator !== "-" ? String(handles.creator) : session.meta.username;
  const path = content.kind === "photo" ? "photo" : "video";
  return {
    remoteId: postId,
    ...(username ? { remoteUrl: `${deps.urls.www}/@${encodeURIComponent(username)}/${path}/${postId}` } : {}),
  };
}
