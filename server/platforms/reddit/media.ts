import { z } from "zod";
import { retryAfterMs } from "#server/core/backoff.ts";
import { fromBase64, utf8 } from "#server/core/encoding.ts";
import { readAnswer } from "../answer.ts";
import type { Handles, PlatformDeps, PlatformSession, PublishMedia } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { RedditApi } from "./api.ts";
import { uploadErrorRow } from "./errors.ts";

const UPLOAD_DEADLINE_MS = 20 * 60_000;
const SLICE_BYTES = 4 * 1024 * 1024;

const leaseAnswer = z.object({
  args: z.object({
    action: z.string(),
    fields: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  asset: z.object({ asset_id: z.string() }),
});

export interface Upload {
  name: string;
  contentType: string;
  bytes: number;
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/gif": "gif",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
};

export const uploadOf = ({ contentType, bytes, read }: PublishMedia, place: number): Upload => ({
  name: `item-${place + 1}.${EXTENSIONS[contentType] ?? "jpg"}`,
  contentType,
  bytes,
  read,
});

/** 16 by 9 pixels of one dark colour. */
const PLAIN_POSTER = fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAJCAIAAAC0SDtlAAAAE0lEQVR42mOQkZEnCTGMahgUGgApNzDxeim1tgAAAABJRU5ErkJggg==",
) as Uint8Array<ArrayBuffer>;

/** Reddit wants a picture with every video, to show until its own is made; the library has none, so it is a plain one. */
export const plainPoster: Upload = {
  name: "poster.png",
  contentType: "image/png",
  bytes: PLAIN_POSTER.length,
  read: async (start, end) => PLAIN_POSTER.slice(start, end + 1),
};

/**
 * Lends a place for a file and puts the file there. Nothing is public by it; a place that is never used is forgotten.
 * POST /api/media/asset.json, then a form to Amazon with the fields in their order and the file last (as PRAW does).
 */
export async function uploadFile(
  deps: PlatformDeps,
  api: RedditApi,
  session: PlatformSession,
  upload: Upload,
): Promise<{ assetId: string; url: string }> {
  const form = { filepath: upload.name, mimetype: upload.contentType };
  const body = await api.call("media_lease", session, "/api/media/asset.json", { form });
  const { args, asset } = readAnswer(leaseAnswer, body, "reddit", "media_lease");
  // The address comes without its scheme: `//reddit-uploaded-media.s3-accelerate.amazonaws.com`.
  const action = new URL(args.action, deps.urls.api).href.replace(/\/$/, "");
  await sendForm(deps, action, args.fields, upload);
  const key = args.fields.find(({ name }) => name === "key")?.value ?? asset.asset_id;
  return { assetId: asset.asset_id, url: `${action}/${key}` };
}

/** The handles of one item: its asset for a gallery, its address for everything else. */
export const uploadedItem = (place: number, { assetId, url }: { assetId: string; url: string }): Handles => ({
  [`asset:${place}`]: assetId,
  [`media:${place}`]: url,
});

async function sendForm(
  deps: PlatformDeps,
  action: string,
  fields: { name: string; value: string }[],
  upload: Upload,
): Promise<void> {
  const boundary = `----huntaze-${crypto.randomUUID()}`;
  const head = utf8(
    [
      ...fields.map(
        ({ name, value }) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${upload.name}"\r\n`,
      `Content-Type: ${upload.contentType}\r\n\r\n`,
    ].join(""),
  );
  const tail = utf8(`\r\n--${boundary}--\r\n`);
  const response = await deps.http.fetch({
    service: "reddit",
    operation: "media_upload",
    method: "POST",
    url: action,
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      // Amazon takes no form of unknown length.
      "content-length": String(head.length + upload.bytes + tail.length),
    },
    body: streamOf(head, upload, tail),
    deadlineMs: UPLOAD_DEADLINE_MS,
    accept: (status) => status < 500 && (status < 300 || status >= 400),
  });
  if (response.status < 300) return;
  const code = /<Code>(\w+)<\/Code>/.exec(response.text())?.[1] ?? String(response.status);
  const wait = retryAfterMs(response.headers.get("retry-after"), deps.clock.now());
  throw providerError(uploadErrorRow(`s3/${code}`), {
    service: "reddit",
    operation: "media_upload",
    status: response.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** The form as it is read: one slice of the file in memory at a time. */
function streamOf(head: Uint8Array, upload: Upload, tail: Uint8Array): ReadableStream<Uint8Array> {
  let at = -1;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at < 0) {
        at = 0;
        controller.enqueue(head);
        return;
      }
      if (at < upload.bytes) {
        const end = Math.min(at + SLICE_BYTES, upload.bytes);
        controller.enqueue(await upload.read(at, end - 1));
        at = end;
        return;
      }
      controller.enqueue(tail);
      controller.close();
    },
  });
}
