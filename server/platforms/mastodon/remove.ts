import { isAppError } from "#server/core/errors.ts";
import type { PlatformSession, Published, Removal } from "../platform.ts";
import type { MastodonApi } from "./api.ts";
import { statusIds } from "./parts.ts";

/**
 * DELETE /api/v1/statuses/:id for every part, the last reply first. Thirty in half an hour and account.
 * https://docs.joinmastodon.org/methods/statuses/#delete
 */
export async function removeFromMastodon(
  api: MastodonApi,
  session: PlatformSession,
  { handles, remoteId, parts }: Published,
): Promise<Removal> {
  const known = [...statusIds(handles), ...parts.map((part) => part.remoteId), remoteId];
  const ids = [...new Set(known.filter((id) => id !== undefined && id !== ""))];
  if (ids.length === 0) return { removed: false, why: "MASTODON_GONE" };
  for (const id of ids.reverse()) await removeStatus(api, session, String(id));
  return { removed: true };
}

async function removeStatus(api: MastodonApi, session: PlatformSession, id: string): Promise<void> {
  try {
    await api.call("delete_status", `/api/v1/statuses/${encodeURIComponent(id)}`, {
      method: "DELETE",
      session,
      idempotent: true,
    });
  } catch (error) {
    // Gone already is what was wanted.
    if (!isAppError(error) || error.code !== "NOT_FOUND") throw error;
  }
}
