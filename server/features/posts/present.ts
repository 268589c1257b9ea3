import { storedRule } from "#server/features/series-rule.ts";
import { ownMediaIds } from "#server/features/target-media.ts";
import type { MediaRow, PostRow, TargetRow } from "./repo.ts";
import { optionValues, type PostOutput, publicPart, type TargetOutput } from "./schema.ts";
import { derivePostState, isEditable } from "./state.ts";

/** Rows as the interface sees them. */
export function toPostOutput(row: PostRow): PostOutput {
  const statuses = row.targets.map((target) => target.status);
  return {
    id: row.id,
    state: derivePostState(row.status, statuses),
    text: row.text,
    media: row.media.map(({ media }) => toPostMedia(media)),
    targets: row.targets.map(toTargetOutput),
    scheduledAt: row.scheduledAt,
    repeat: storedRule(row.repeat),
    timeZone: row.timeZone,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    latePolicy: row.latePolicy,
    series: row.seriesId ? { id: row.seriesId, detached: row.detachedAt !== null } : null,
    editable: isEditable(row.targets),
  };
}

function toTargetOutput(row: TargetRow): TargetOutput {
  const { connection } = row;
  return {
    id: row.id,
    connectionId: row.connectionId,
    platform: connection.platform,
    handle: connection.handle,
    displayName: connection.displayName,
    avatarUrl: connection.avatarUrl,
    kind: row.kind,
    text: row.text,
    mediaIds: ownMediaIds(row.mediaIds),
    options: optionValues.parse(row.options),
    status: row.status,
    scheduledAt: row.scheduledAt,
    publishedAt: row.publishedAt,
    publicParts: publicPart.array().parse(row.publicParts),
    removeAskedAt: row.removeAskedAt,
    removedAt: row.removedAt,
    remoteId: row.remoteId,
    remoteUrl: row.remoteUrl,
    error: row.errorCode
      ? {
          code: row.errorCode,
          message: row.errorMessage ?? row.errorCode,
          params: (row.errorParams ?? {}) as Record<string, string | number>,
          providerCode: row.providerCode,
        }
      : null,
    evidence: row.evidence,
    nextCheckAt: row.nextCheckAt,
  };
}

export function toPostMedia(media: MediaRow): PostOutput["media"][number] {
  const url = `/api/media/${media.id}`;
  return {
    id: media.id,
    kind: media.kind === "video" ? "video" : "image",
    url,
    thumbnailUrl: media.thumbnailKey ? `${url}/thumbnail` : null,
    width: media.width ?? 0,
    height: media.height ?? 0,
    durationMs: media.durationMs,
    altText: media.altText,
  };
}
