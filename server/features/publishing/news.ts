import { toAppError } from "#server/core/errors.ts";
import type { Announcement } from "#server/features/outgoing/schema.ts";

/** What the workspace's own webhooks are told of a target. */

export interface NewsTarget {
  id: string;
  workspaceId: string;
  postId: string;
  revision: number;
  connection: { id: string; platform: string; handle: string };
}

const about = ({ id, workspaceId, postId, revision, connection }: NewsTarget) => ({
  workspaceId,
  /** A target is settled once per revision; trying again makes another. */
  cause: `${id}:${revision}`,
  data: {
    ...{ postId, targetId: id },
    account: { id: connection.id, network: connection.platform, handle: connection.handle },
  },
});

export function publishedNews(
  target: NewsTarget,
  facts: { at: Date; remoteId?: string | null | undefined; url?: string | null | undefined },
): Announcement {
  const { data, ...base } = about(target);
  const { at, remoteId = null, url = null } = facts;
  return { ...base, type: "post.published", data: { ...data, publishedAt: at.toISOString(), remoteId, url } };
}

export function failedNews(target: NewsTarget, thrown: unknown, publicParts = 0): Announcement {
  const { data, ...base } = about(target);
  const { code, userMessage: reason, providerCode = null } = toAppError(thrown);
  return { ...base, type: "post.failed", data: { ...data, code, reason, providerCode, publicParts } };
}

/** Told once per call whose answer is missing, however often it is asked about. */
export function unknownNews(target: NewsTarget, since: Date): Announcement {
  const { data, cause, ...base } = about(target);
  return {
    ...base,
    cause: `${cause}:${since.getTime()}`,
    type: "post.unknown",
    data: { ...data, since: since.toISOString() },
  };
}
