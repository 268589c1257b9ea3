import { isAppError } from "#server/core/errors.ts";
import type { PlatformSession, Published, Removal } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";

/**
 * DELETE of a post, of a message (within 24 hours), of a mass message (as long as it can be unsent). Gone already is
 * removed. https://docs.onlyfansapi.com/api-reference/chat-messages/delete-message
 */
export async function removeFromOnlyFans(
  api: OnlyFansApi,
  session: PlatformSession,
  published: Published,
): Promise<Removal> {
  const [operation, path] = placeOf(published);
  try {
    await api.call(operation, session, `/${session.externalId}${path}`, { method: "DELETE" });
    return { removed: true };
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.providerCode === "not_found") return { removed: true };
    if (error.providerCode === "validation" || error.providerCode === "bad_request")
      return { removed: false, why: "ONLYFANS_TOO_OLD_TO_DELETE" };
    throw error;
  }
}

function placeOf({ handles, remoteId }: Published): [operation: string, path: string] {
  if (handles.queueId) return ["delete_mass_message", `/mass-messaging/${handles.queueId}`];
  if (handles.messageId) return ["delete_message", `/chats/${handles.chat}/messages/${handles.messageId}`];
  return ["delete_post", `/posts/${handles.postId || remoteId}`];
}
