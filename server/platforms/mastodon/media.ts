import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { Handles, PollResult, PublishContext, PublishMedia, PublishStep } from "../platform.ts";
import type { MastodonApi } from "./api.ts";
import { evidence } from "./evidence.ts";
import { mediaKey, readyKey } from "./parts.ts";

const UPLOAD_DEADLINE_MS = 120_000;
const PIECE_BYTES = 4 * 1024 * 1024;
/** Mastodon cuts descriptions at this length. */
const LONGEST_DESCRIPTION = 1500;
/** About a quarter of an hour of waiting for one attachment. */
const MAX_POLLS = 40;

const attachment = z.object({ id: remoteId });

/** The next thing to do about the attachments; undefined once all are processed. All are handed in before any is awaited. */
export function nextMediaStep(api: MastodonApi, context: PublishContext): PublishStep | undefined {
  const { content, handles } = context;
  const missing = content.media.findIndex((_, index) => !handles[mediaKey(index)]);
  const media = content.media[missing];
  if (media)
    return {
      type: "safe",
      name: `upload_media_${missing + 1}`,
      run: () => upload(api, context, media, missing),
    };
  const waiting = content.media.findIndex((_, index) => !handles[readyKey(index)]);
  if (waiting < 0) return undefined;
  return { type: "poll", name: "media_status", run: () => awaitMedia(api, context, waiting) };
}

/**
 * POST /api/v2/media. 200 when it was processed at once, 202 when it still is. One that nobody attaches is never seen, so
 * this may be repeated. https://docs.joinmastodon.org/methods/media/#v2
 */
async function upload(
  api: MastodonApi,
  { session }: PublishContext,
  media: PublishMedia,
  index: number,
): Promise<Handles> {
  const boundary = `----huntaze${crypto.randomUUID().replaceAll("-", "")}`;
  const { status, body } = await api.call("upload_media", "/api/v2/media", {
    method: "POST",
    session,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body: multipart(media, boundary),
    deadlineMs: UPLOAD_DEADLINE_MS,
  });
  const { id } = readAnswer(attachment, body, "mastodon", "upload_media");
  return { [mediaKey(index)]: id, ...(status === 200 ? { [readyKey(index)]: 1 } : {}), polls: 0 };
}

/** The form, read piece by piece: a video never lies in memory whole. */
function multipart(media: PublishMedia, boundary: string): ReadableStream<Uint8Array> {
  const text = (part: string) => new TextEncoder().encode(part);
  const extension = media.contentType.split("/")[1] ?? "bin";
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (media.altText)
      yield text(
        `--${boundary}\r\ncontent-disposition: form-data; name="description"\r\n\r\n${media.altText.slice(0, LONGEST_DESCRIPTION)}\r\n`,
      );
    yield text(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="media.${extension}"\r\ncontent-type: ${media.contentType}\r\n\r\n`,
    );
    for (let start = 0; start < media.bytes; start += PIECE_BYTES)
      yield await media.read(start, Math.min(start + PIECE_BYTES, media.bytes) - 1);
    yield text(`\r\n--${boundary}--\r\n`);
  }
  const source = pieces();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await source.return(undefined)),
  });
}

/** GET /api/v1/media/:id: 206 while it is worked on, 422 when it came to nothing. https://docs.joinmastodon.org/methods/media/#get */
async function awaitMedia(
  api: MastodonApi,
  { session, handles }: PublishContext,
  index: number,
): Promise<PollResult> {
  const polls = Number(handles.polls ?? 0) + 1;
  const id = encodeURIComponent(String(handles[mediaKey(index)]));
  const { status } = await api.call("media_status", `/api/v1/media/${id}`, { session });
  if (status === 200) return { state: "ready", handles: { [readyKey(index)]: 1, polls: 0 } };
  if (polls > MAX_POLLS)
    return {
      state: "restart",
      evidence: evidence("mastodon.media_stuck", { media: id }),
      drop: [mediaKey(index), "polls"],
    };
  return { state: "waiting", again: { afterMs: paceMs(polls) }, handles: { polls } };
}

/** A second at first, half a minute later on. */
const paceMs = (polls: number): number => Math.min(30_000, Math.round(1_000 * 1.4 ** (polls - 1)));
