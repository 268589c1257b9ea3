import type { PublishMedia } from "#server/platforms/platform.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";

export interface MediaDemand {
  /** Rules of the platform the media goes to: an image it does not take (PNG, WebP) is handed over as JPEG. */
  forPlatform: PlatformRules;
  /** Kind id of those rules. */
  kind: string;
}

/**
 * Where publishing gets its files from; the media feature implements it.
 */
export interface MediaSource {
  /**
   * The media in the order of the ids, ready to hand to a platform: readable by range, fetchable by a signed address,
   * sizes and dimensions being those of the bytes handed over. Throws MEDIA_REJECTED (final) when one is missing,
   * deleted, not ready or cannot be converted; anything retryable otherwise.
   */
  loadMedia(workspaceId: string, mediaIds: readonly string[], demand: MediaDemand): Promise<PublishMedia[]>;
}
