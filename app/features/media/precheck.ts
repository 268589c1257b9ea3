import type { VisibleError } from "#app/lib/client-error.ts";
import type { RejectReason } from "#server/core/media-tools.ts";
import { MAX_IMAGE_BYTES, MAX_UPLOAD_BYTES, UPLOAD_CONTENT_TYPES } from "#server/features/media/schema.ts";

const MIB = 1_048_576;

/** What the file dialog offers; phones convert their own photo format when JPEG is asked for. */
export const ACCEPT = [...UPLOAD_CONTENT_TYPES, ".mov"].join(",");

/**
 * What can be said of a file before a byte is sent, in the form of the endpoint's own refusals; null when it may be
 * tried. The browser's idea of the type is only a hint: the server looks at the bytes.
 */
export function precheck(file: Pick<File, "size" | "type">): { error: VisibleError } | null {
  const type = file.type.toLowerCase();
  if (file.size === 0) return refusal("empty");
  if (type === "image/gif") return refusal("gif");
  if (/^image\/(hei[cf]|avif)/.test(type)) return refusal("heic");
  if (type !== "" && !UPLOAD_CONTENT_TYPES.some((taken) => taken === type)) return refusal("unsupported");
  if (type.startsWith("image/") && file.size > MAX_IMAGE_BYTES)
    return refusal("imageTooLarge", { limitMb: MAX_IMAGE_BYTES / MIB });
  if (file.size > MAX_UPLOAD_BYTES) return refusal("tooLarge", { limitMb: MAX_UPLOAD_BYTES / MIB });
  return null;
}

const refusal = (problem: RejectReason, params: Record<string, number> = {}) => ({
  error: { code: "MEDIA_REJECTED", message: "MEDIA_UNUSABLE", params: { problem, ...params } },
});
