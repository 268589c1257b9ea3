import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { PlatformDeps, PublishContext } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";
import { mediaIds } from "./media.ts";
import { priceOf } from "./recipient.ts";

const made = z.object({ id: remoteId });

/** OnlyFans answers when it has taken it, through a partner and a proxy between: that takes its time. */
const SEND_DEADLINE_MS = 75_000;

const common = (context: PublishContext) => {
  const { content, handles } = context;
  const ids = mediaIds(handles, content.media.length);
  return { text: content.text, ...(ids.length > 0 ? { mediaFiles: ids } : {}) };
};

const paid = (context: PublishContext) => {
  const price = priceOf(context.content);
  return {
    ...(price > 0 ? { price } : {}),
    ...(context.content.options.lockedText === true && price > 0 ? { lockedText: true } : {}),
  };
};

/** POST /api/{account}/posts: public to the subscribers with the answer. No key, no schedule of theirs. */
export async function sendPost(api: OnlyFansApi, context: PublishContext): Promise<string> {
  const { session } = context;
  const answer = await api.call("send_post", session, `/${session.externalId}/posts`, {
    method: "POST",
    json: common(context),
    irreversible: "plain",
    deadlineMs: SEND_DEADLINE_MS,
  });
  return readAnswer(made, answer.data, "onlyfans", "send_post").id;
}

/**
 * POST /api/{account}/chats/{chat}/messages with the key of this message: the same key with the same payload answers
 * what was retained, and sends nothing again. https://docs.onlyfansapi.com/introduction/essentials/idempotency
 */
export async function sendMessage(api: OnlyFansApi, context: PublishContext, chat: string): Promise<string> {
  const { session, handles } = context;
  const answer = await api.call("send_message", session, `/${session.externalId}/chats/${chat}/messages`, {
    method: "POST",
    json: { ...common(context), ...paid(context) },
    headers: { "idempotency-key": String(handles.key) },
    irreversible: "keyed",
    deadlineMs: SEND_DEADLINE_MS,
  });
  return readAnswer(made, answer.data, "onlyfans", "send_message").id;
}

/** POST /api/{account}/mass-messaging: into OnlyFans' queue for a list of fans. No key. */
export async function sendMassMessage(
  api: OnlyFansApi,
  context: PublishContext,
  list: string,
): Promise<string> {
  const { session } = context;
  const answer = await api.call("send_mass_message", session, `/${session.externalId}/mass-messaging`, {
    method: "POST",
    json: { ...common(context), ...paid(context), userLists: [/^\d+$/.test(list) ? Number(list) : list] },
    irreversible: "plain",
    deadlineMs: SEND_DEADLINE_MS,
  });
  return readAnswer(made, answer.data, "onlyfans", "send_mass_message").id;
}

/** Where the creator finds it. */
export function addressOf(
  deps: PlatformDeps,
  { session }: Pick<PublishContext, "session">,
  what: { post: string } | { message: string; chat: string },
): string {
  if ("post" in what)
    return `${deps.urls.www}/${what.post}/${session.meta.username ?? ""}`.replace(/\/$/, "");
  return `${deps.urls.www}/my/chats/chat/${what.chat}?firstId=${what.message}`;
}
