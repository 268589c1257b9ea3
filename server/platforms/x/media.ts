import { z } from "zod";
import { type AppError, isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type { Handles, PollResult, PublishContext, PublishMedia, PublishStep } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { XApi } from "./api.ts";
import { xProcessingErrorRow } from "./errors.ts";
import { evidence } from "./evidence.ts";

/** Uploads of one medium before a person is told. */
export const MAX_ROUNDS = 3;
/** X takes segments of up to 5 MB; what its own samples send is smaller. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
const BASE_DEADLINE_MS = 30_000;
/** A creator's upstream at its slowest, in bytes per ms. */
const SLOWEST_RATE = 100;
const LONGEST_ALT = 1000;
const SECOND_MS = 1000;
const LONGEST_CHECK_MS = 60_000;

/** Names of the handles of medium `index`. Zero is "not there" to the plan. */
const keysOf = (index: number) => ({
  id: `media${index + 1}`,
  key: `media${index + 1}Key`,
  sent: `media${index + 1}Sent`,
  whole: `media${index + 1}Whole`,
  ready: `media${index + 1}Ready`,
  described: `media${index + 1}Described`,
  round: `media${index + 1}Round`,
});

/** Everything that dies with an upload. */
function forgotten(index: number): Handles {
  const { id, key, sent, whole, ready, described } = keysOf(index);
  return { [id]: 0, [key]: 0, [sent]: 0, [whole]: 0, [ready]: 0, [described]: 0 };
}

/** Every upload of this post is gone: they are made anew. */
export const forgottenMedia = ({ content }: PublishContext): Handles =>
  Object.assign({}, ...content.media.map((_, index) => forgotten(index)));

export const mediaIdsOf = ({ content, handles }: PublishContext): string[] =>
  content.media.map((_, index) => String(handles[keysOf(index).id]));

/** X's own names of the uploads, under which a public post shows them. */
export const mediaKeysOf = ({ content, handles }: PublishContext): string[] =>
  content.media.map((_, index) => String(handles[keysOf(index).key] || "")).filter((key) => key !== "");

/** Whether another round of uploads may be tried. */
export const mayUploadAnew = ({ content, handles }: PublishContext): boolean =>
  content.media.every((_, index) => Number(handles[keysOf(index).round] ?? 0) < MAX_ROUNDS);

/**
 * The next step of uploading, or undefined when every medium is ready: initialize → append each segment → finalize →
 * STATUS while X processes → alternative text. Nothing of it is public.
 * https://docs.x.com/x-api/media/quickstart/media-upload-chunked
 */
export function nextMediaStep(api: XApi, context: PublishContext): PublishStep | undefined {
  for (const [index, media] of context.content.media.entries()) {
    const step = stepOf(api, context, media, index);
    if (step) return step;
  }
  return undefined;
}

function stepOf(
  api: XApi,
  context: PublishContext,
  media: PublishMedia,
  index: number,
): PublishStep | undefined {
  const keys = keysOf(index);
  const { handles } = context;
  const named = (name: string) => `${name}_${index + 1}`;
  if (!handles[keys.id])
    return { type: "safe", name: named("media_init"), run: () => initialize(api, context, media, index) };
  const sent = Number(handles[keys.sent] ?? 0);
  if (sent < media.bytes)
    return { type: "safe", name: named("media_append"), run: () => append(api, context, media, index) };
  if (!handles[keys.whole])
    return { type: "safe", name: named("media_finalize"), run: () => finalize(api, context, index) };
  if (!handles[keys.ready])
    return { type: "poll", name: named("media_status"), run: () => awaitReady(api, context, index) };
  if (media.altText?.trim() && media.kind === "image" && !handles[keys.described])
    return { type: "safe", name: named("media_alt_text"), run: () => describe(api, context, media, index) };
  return undefined;
}

const opened = z.object({ data: z.object({ id: remoteId, media_key: z.string().default("") }) });

function categoryOf({ kind, contentType }: PublishMedia): string {
  if (kind === "video") return "tweet_video";
  return contentType === "image/gif" ? "tweet_gif" : "tweet_image";
}

/** POST /2/media/upload/initialize. https://docs.x.com/x-api/media/initialize-media-upload */
async function initialize(
  api: XApi,
  { session, handles }: PublishContext,
  media: PublishMedia,
  index: number,
): Promise<Handles> {
  const keys = keysOf(index);
  const body = await api.call("media_init", session, "/media/upload/initialize", {
    method: "POST",
    json: { media_type: media.contentType, total_bytes: media.bytes, media_category: categoryOf(media) },
  });
  const { data } = readAnswer(opened, body, "x", "media_init");
  return {
    ...forgotten(index),
    [keys.id]: data.id,
    [keys.key]: data.media_key,
    [keys.round]: Number(handles[keys.round] ?? 0) + 1,
  };
}

/** POST /2/media/upload/:id/append. A segment that is sent again takes the place of the first. */
async function append(
  api: XApi,
  context: PublishContext,
  media: PublishMedia,
  index: number,
): Promise<Handles> {
  const { session, handles } = context;
  const keys = keysOf(index);
  const start = Number(handles[keys.sent] ?? 0);
  const end = Math.min(start + SEGMENT_BYTES, media.bytes) - 1;
  const form = new FormData();
  form.set("segment_index", String(start / SEGMENT_BYTES));
  form.set(
    "media",
    new Blob([await media.read(start, end)], { type: "application/octet-stream" }),
    "segment",
  );
  return orAnew(context, index, async () => {
    await api.call("media_append", session, `/media/upload/${String(handles[keys.id])}/append`, {
      method: "POST",
      form,
      repeatable: true,
      deadlineMs: BASE_DEADLINE_MS + Math.ceil((end - start + 1) / SLOWEST_RATE),
    });
    return { [keys.sent]: end + 1 };
  });
}

const processing = z.object({
  state: z.string().default("succeeded"),
  check_after_secs: z.number().optional(),
  error: z.object({ name: z.string().default("") }).optional(),
});
const uploaded = z.object({ data: z.object({ processing_info: processing.optional() }) });

/** POST /2/media/upload/:id/finalize. Without `processing_info` the medium is ready at once. */
const finalize = (api: XApi, context: PublishContext, index: number): Promise<Handles> =>
  orAnew(context, index, async () => {
    const { session, handles } = context;
    const keys = keysOf(index);
    const path = `/media/upload/${String(handles[keys.id])}/finalize`;
    const body = await api.call("media_finalize", session, path, { method: "POST" });
    const { data } = readAnswer(uploaded, body, "x", "media_finalize");
    return { [keys.whole]: 1, ...(data.processing_info ? {} : { [keys.ready]: 1 }) };
  });

/** An upload that X does not know or take any more is made anew, a few times. */
async function orAnew(
  { handles }: PublishContext,
  index: number,
  call: () => Promise<Handles>,
): Promise<Handles> {
  try {
    return await call();
  } catch (error) {
    const anew =
      isAppError(error) && isLostUpload(error) && Number(handles[keysOf(index).round]) < MAX_ROUNDS;
    if (anew) return forgotten(index);
    throw error;
  }
}

const isLostUpload = ({ providerCode }: AppError): boolean =>
  ["invalid-request", "media-invalid", "resource-not-found", "resource-unavailable"].includes(
    providerCode ?? "",
  );

/** GET /2/media/upload?command=STATUS. https://docs.x.com/x-api/media/get-media-upload-status */
async function awaitReady(api: XApi, context: PublishContext, index: number): Promise<PollResult> {
  const { session, handles } = context;
  const keys = keysOf(index);
  const mediaId = String(handles[keys.id]);
  const body = await api.call("media_status", session, `/media/upload?command=STATUS&media_id=${mediaId}`);
  const info = readAnswer(uploaded, body, "x", "media_status").data.processing_info;
  if (!info || info.state === "succeeded") return { state: "ready", handles: { [keys.ready]: 1 } };
  if (info.state !== "failed")
    return { state: "waiting", again: { afterMs: waitOf(info.check_after_secs) }, handles: {} };
  const row = xProcessingErrorRow(info.error?.name ?? "");
  if (!row.retryable || Number(handles[keys.round]) >= MAX_ROUNDS)
    throw providerError({ ...row, retryable: false }, { service: "x", operation: "media_status" });
  return {
    state: "restart",
    evidence: evidence("x.media_failed", { media: mediaId, error: row.code }),
    drop: Object.keys(forgotten(index)),
  };
}

const waitOf = (seconds: number | undefined): number =>
  Math.min(LONGEST_CHECK_MS, Math.max(1, seconds ?? 5) * SECOND_MS);

/** POST /2/media/metadata: for pictures alone. https://docs.x.com/x-api/media/create-media-metadata */
async function describe(
  api: XApi,
  { session, handles }: PublishContext,
  media: PublishMedia,
  index: number,
): Promise<Handles> {
  const keys = keysOf(index);
  const text = (media.altText ?? "").trim().slice(0, LONGEST_ALT);
  await api.call("media_metadata", session, "/media/metadata", {
    method: "POST",
    json: { id: String(handles[keys.id]), metadata: { alt_text: { text } } },
    repeatable: true,
  });
  return { [keys.described]: 1 };
}
