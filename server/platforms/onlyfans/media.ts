import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { Handles, PlatformSession, PublishMedia } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";

const uploaded = z.object({ prefixed_id: z.string().min(1) });

const BASE_DEADLINE_MS = 60_000;
/** A slow upstream, in bytes per ms. */
const SLOWEST_RATE = 250;
const MIB = 1024 * 1024;
/** Larger files are fetched by the partner from our own signed address instead of passing through memory. */
const LARGEST_IN_MEMORY = 16 * MIB;

/** An id may be used in one post or message, once: `media:0` is empty again when it is spent. */
export const mediaHandle = (index: number): string => `media:${index}`;

export const mediaIds = (handles: Readonly<Handles>, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(handles[mediaHandle(index)]));

/**
 * POST /api/{account}/media/upload: a file nobody sees until its id is used. A repeat makes another invisible file
 * (and costs credits by the megabyte); its id is good for one post or message.
 * https://docs.onlyfansapi.com/introduction/guides/uploading-media
 */
export async function uploadMedia(
  api: OnlyFansApi,
  session: PlatformSession,
  media: PublishMedia,
  index: number,
): Promise<Handles> {
  const deadlineMs = BASE_DEADLINE_MS + Math.ceil(media.bytes / SLOWEST_RATE);
  const body =
    media.bytes > LARGEST_IN_MEMORY
      ? { json: { file_url: await media.url() } }
      : { form: await formOf(media) };
  const answer = await api.call("media_upload", session, `/${session.externalId}/media/upload`, {
    method: "POST",
    deadlineMs,
    ...body,
  });
  // Uploads are not wrapped in `data`.
  const { prefixed_id } = readAnswer(uploaded, answer.body, "onlyfans", "media_upload");
  return { [mediaHandle(index)]: prefixed_id };
}

async function formOf(media: PublishMedia): Promise<FormData> {
  const bytes = await media.read(0, media.bytes - 1);
  const form = new FormData();
  const ending = media.contentType.split("/")[1]?.replace("quicktime", "mov") ?? "bin";
  form.append("file", new Blob([bytes], { type: media.contentType }), `media.${ending}`);
  return form;
}
