import { z } from "zod";

/** Largest upload taken at all, before any platform's own rule. */
export const MAX_UPLOAD_BYTES = 1024 * 1024 * 1024;
/** An image is decoded in memory; no network takes one nearly as large. */
export const MAX_IMAGE_BYTES = 50 * 1024 * 1024;
export const UPLOAD_CONTENT_TYPES = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "video/mp4",
  "video/quicktime",
  "video/webm",
] as const;

export const mediaOutput = z.object({
  id: z.uuid(),
  status: z.enum(["uploading", "ready", "rejected"]),
  kind: z.enum(["image", "video"]).nullable(),
  contentType: z.string().nullable(),
  bytes: z.number().int().nullable(),
  checksum: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  durationMs: z.number().int().nullable(),
  frameRate: z.number().nullable(),
  codec: z.string().nullable(),
  originalName: z.string(),
  altText: z.string(),
  /** Where the browser shows it; same origin, needs the session. */
  url: z.string(),
  thumbnailUrl: z.string().nullable(),
  /** Posts that use it. */
  usedBy: z.number().int(),
  /** i18n key under `media.reject`, when rejected. */
  rejectReason: z.string().nullable(),
  createdAt: z.date(),
});
export type MediaOutput = z.infer<typeof mediaOutput>;

export const mediaListInput = z.object({
  kind: z.enum(["image", "video"]).optional(),
  /** null asks for the first page, as an infinite query does. */
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(40),
});
export const mediaListOutput = z.object({ items: z.array(mediaOutput), nextCursor: z.uuid().nullable() });
export const mediaIdInput = z.object({ mediaId: z.uuid() });
export const mediaUpdateInput = mediaIdInput.extend({ altText: z.string().max(1000) });

/**
 * Uploading: `POST /api/media?name=clip.mp4` with the raw bytes as the body, the file's content type and the session
 * cookie; answers 201 with a mediaOutput, or an error `{ error: { code, message, params } }`. Serving:
 * `GET /api/media/:id` and `GET /api/media/:id/thumbnail` (session), `GET /media/*` (signed, for platforms).
 */
export const UPLOAD_PATH = "/api/media";
