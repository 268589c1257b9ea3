import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { CommitResult, Handles, Live, PlatformDeps, PublishContext } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";
import { recipientOf } from "./recipient.ts";
import { addressOf } from "./send.ts";

/** What handles say of a publication: where it is, and how far a message to a list is. */

/** Where it is once it is there; a message to a list is there when its queue is through. */
export function liveOf(deps: PlatformDeps, context: PublishContext): Live | undefined {
  const { handles } = context;
  if (handles.postId) {
    const post = String(handles.postId);
    return { remoteId: post, remoteUrl: addressOf(deps, context, { post }) };
  }
  if (handles.messageId) {
    const message = String(handles.messageId);
    return handles.chat
      ? { remoteId: message, remoteUrl: addressOf(deps, context, { message, chat: String(handles.chat) }) }
      : { remoteId: message };
  }
  return handles.queueId && handles.delivered ? { remoteId: String(handles.queueId) } : undefined;
}

/** What the handles of an answer, or of a match, make public. A mass message is first on its way. */
export function sent(deps: PlatformDeps, context: PublishContext, handles: Handles): CommitResult {
  const live = liveOf(deps, { ...context, handles: { ...context.handles, ...handles } });
  return live ? { handles, live } : { handles };
}

/** The handles under which a match is remembered. */
export function foundHandles({ content }: PublishContext, id: string): Handles {
  if (content.kind === "post") return { postId: id };
  const to = recipientOf(content);
  return "chat" in to ? { messageId: id, chat: to.chat } : { queueId: id };
}

const massStatus = z.object({
  isDone: z.boolean().default(false),
  isCanceled: z.boolean().default(false),
  hasError: z.boolean().default(false),
});
export type MassStatus = z.infer<typeof massStatus>;

/** GET /api/{account}/mass-messaging/{id}: how far the queue is. */
export async function readMassStatus(api: OnlyFansApi, context: PublishContext): Promise<MassStatus> {
  const { session, handles } = context;
  const path = `/${session.externalId}/mass-messaging/${handles.queueId}?fresh=true`;
  const answer = await api.call("mass_message_status", session, path);
  return readAnswer(massStatus, answer.data, "onlyfans", "mass_message_status");
}
