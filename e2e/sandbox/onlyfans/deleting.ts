import type { Answer, Call } from "../core/operation.ts";
import type { Change } from "../core/store.ts";
import { invalid, refuse } from "./errors.ts";
import type { Deps } from "./gate.ts";
import { massView, messageView } from "./views.ts";
import { announce } from "./webhook.ts";

const DAY_MS = 86_400_000;

type Gone = { id: string; text: string; media: { sha256: string; bytes: number; contentType: string }[] };

function remove(
  deps: Deps,
  operation: string,
  call: Call,
  find: (accountId: string) => [Gone, Change[]] | undefined,
) {
  const { kit } = deps;
  const { key, creator } = deps.gate.account(operation, call);
  const found = find(creator.id);
  if (!found) throw refuse(operation, 404);
  const [gone, changes] = found;
  const { id, text, media } = gone;
  kit.store.commit(changes, [
    {
      ...{ network: kit.network, account: creator.id, handle: creator.username, kind: "delete" },
      ...{ remoteId: id, at: kit.clock.iso(), text, mediaCount: media.length, media },
    },
  ]);
  kit.webhooks.start();
  return { key, creator };
}

/** `DELETE /api/{account}/posts/{id}`. */
export function deletePost(deps: Deps, call: Call): Answer {
  const { key } = remove(deps, "delete_post", call, (accountId) => {
    const post = deps.state.posts.get(call.param("id"));
    if (post?.accountId !== accountId || post.deletedAt !== undefined) return undefined;
    return [post, [deps.state.posts.put(post.id, { ...post, deletedAt: deps.kit.clock.now() })]];
  });
  return { status: 200, json: { data: { success: true }, _meta: deps.gate.spend(key, 1) } };
}

/** `DELETE /api/{account}/chats/{chat}/messages/{id}`: within a day. */
export function deleteMessage(deps: Deps, call: Call): Answer {
  const now = deps.kit.clock.now();
  const { key } = remove(deps, "delete_message", call, (accountId) => {
    const message = deps.state.messages.get(call.param("id"));
    const theirs = message?.accountId === accountId && message.fanId === Number(call.param("chat"));
    if (!message || !theirs || message.deletedAt !== undefined) return undefined;
    if (now - message.at > DAY_MS)
      throw invalid("delete_message", "id", "Messages can be deleted for 24 hours.");
    const gone = { ...message, deletedAt: now };
    const creator = { id: accountId, onlyfansId: 0 } as Parameters<typeof messageView>[0];
    const event = announce(deps.kit, accountId, "messages.deleted", messageView(creator, gone, now));
    return [message, [deps.state.messages.put(message.id, gone), ...event]];
  });
  return { status: 200, json: { data: { success: true }, _meta: deps.gate.spend(key, 1) } };
}

/** `DELETE /api/{account}/mass-messaging/{id}`: unsends. */
export function deleteMassMessage(deps: Deps, call: Call): Answer {
  const id = call.param("id");
  const { key } = remove(deps, "delete_mass_message", call, (accountId) => {
    const mass = deps.state.masses.get(id);
    if (mass?.accountId !== accountId || mass.state === "canceled") return undefined;
    return [mass, [deps.state.masses.put(id, { ...mass, state: "canceled" })]];
  });
  const queue = { id: Number(id), isCanceled: true, sentCount: 0, viewedCount: 0, textCropped: "" };
  return { status: 200, json: { data: { success: true, queue }, _meta: deps.gate.spend(key, 1) } };
}

/** `GET /api/{account}/mass-messaging/{id}`. */
export const massStatus = (deps: Deps, call: Call): Answer =>
  deps.gate.read("mass_message_status", call, (creator) => {
    const mass = deps.state.masses.get(call.param("id"));
    if (mass?.accountId !== creator.id) throw refuse("mass_message_status", 404);
    return { data: massView(mass) };
  });
