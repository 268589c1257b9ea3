import { createHash, randomInt } from "node:crypto";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import type { Change, NewEffect } from "../core/store.ts";
import { type Creator, fansOf, findCreator, LISTS } from "./accounts.ts";
import { errorAnswer, invalid, refuse } from "./errors.ts";
import type { Deps } from "./gate.ts";
import type { MassMessage, Message, Post, Retained, Upload } from "./state.ts";
import { findFan, massView, messageView, postView } from "./views.ts";
import { announce } from "./webhook.ts";

const DAY_MS = 86_400_000;
/** Words OnlyFans does not let through. */
const BANNED = /\bforbiddenword\b/i;

interface Content {
  text: string;
  price: number;
  lockedText: boolean;
  uploads: Upload[];
}

async function contentOf(deps: Deps, operation: string, call: Call, creator: Creator) {
  const body = jsonObject(await call.bytes(), () => invalid(operation, "body", "The body must be JSON."));
  return { body, content: readContent(deps, operation, creator, body) };
}

function readContent(
  deps: Deps,
  operation: string,
  creator: Creator,
  body: Record<string, unknown>,
): Content {
  const text = typeof body.text === "string" ? body.text : "";
  const ids = Array.isArray(body.mediaFiles) ? body.mediaFiles.map(String) : [];
  const price = Number(body.price ?? 0);
  if (text.trim() === "" && (ids.length === 0 || operation === "send_mass_message"))
    throw invalid(operation, "text", "The text field is required.");
  if (BANNED.test(text)) throw invalid(operation, "text", "The text contains banned words: forbiddenword.");
  if (price !== 0 && !(price >= 3 && price <= 200))
    throw invalid(operation, "price", "The price must be 0 or between 3 and 200.");
  if (price > 0 && ids.length === 0)
    throw invalid(operation, "mediaFiles", "The mediaFiles field is required when price is present.");
  return {
    text,
    price,
    lockedText: body.lockedText === true,
    uploads: ids.map((id) => usable(deps, operation, creator, id)),
  };
}

/** An id is good once: what a post or message took cannot be taken again. */
function usable({ state }: Deps, operation: string, creator: Creator, id: string): Upload {
  const upload = state.uploads.get(id);
  if (!upload || upload.accountId !== creator.id)
    throw invalid(operation, "mediaFiles", "The selected mediaFiles is invalid.");
  if (upload.usedAt !== undefined)
    throw invalid(operation, "mediaFiles", `The media ${id} has already been used.`);
  return upload;
}

const spent = ({ state, kit }: Deps, uploads: Upload[]): Change[] =>
  uploads.map((one) => state.uploads.put(one.id, { ...one, usedAt: kit.clock.now() }));

const held = (uploads: Upload[]) =>
  uploads.map(({ sha256, bytes, contentType }) => ({ sha256, bytes, contentType }));

function effect(
  deps: Deps,
  creator: Creator,
  kind: NewEffect["kind"],
  what: { id: string; text: string; media: Post["media"] },
): NewEffect {
  return {
    network: deps.kit.network,
    account: creator.id,
    handle: creator.username,
    kind,
    remoteId: what.id,
    at: deps.kit.clock.iso(),
    text: what.text,
    mediaCount: what.media.length,
    media: what.media,
  };
}

/** Ids of OnlyFans' are JSON numbers, and small enough to stay exact. */
const numericId = (prefix: string, length: number): string =>
  Array.from({ length: length - prefix.length }, () => randomInt(0, 10)).reduce<string>(
    (digits, digit) => `${digits}${digit}`,
    prefix,
  );

const answered = (deps: Deps, key: string, data: unknown): Answer => ({
  status: 200,
  json: { data, _meta: deps.gate.spend(key, 1) },
});

/** `POST /api/{account}/posts`: no key, so twice is twice. */
export async function sendPost(deps: Deps, call: Call): Promise<Answer> {
  const { key, creator } = deps.gate.account("send_post", call);
  const { content } = await contentOf(deps, "send_post", call, creator);
  const post: Post = {
    id: numericId("22", 10),
    accountId: creator.id,
    text: content.text,
    media: held(content.uploads),
    at: deps.kit.clock.now(),
  };
  const changes = [deps.state.posts.put(post.id, post), ...spent(deps, content.uploads)];
  deps.kit.store.commit(changes, [effect(deps, creator, "post", post)]);
  return answered(deps, key, postView(post));
}

/** `POST /api/{account}/chats/{chat}/messages`: the same key with the same payload answers what was retained. */
export async function sendMessage(deps: Deps, call: Call): Promise<Answer> {
  const { key, creator } = deps.gate.account("send_message", call);
  const name = call.headers.get("idempotency-key");
  const id = `${creator.id} ${name}`;
  const payload = createHash("sha256")
    .update(`${call.param("chat")} `)
    .update(await call.bytes())
    .digest("hex");
  const known = name === null ? undefined : deps.state.retained.get(id);
  if (known && known.at > deps.kit.clock.now() - DAY_MS) return replay(known, payload);
  try {
    return await deliver(deps, call, { key, creator, retain: name === null ? undefined : { id, payload } });
  } catch (error) {
    // A refusal is a result as well, and stays one for this key.
    if (error instanceof Refusal && name !== null)
      deps.kit.store.commit([retained(deps, { id, payload }, error.answer)]);
    throw error;
  }
}

function replay(known: Retained, payload: string): Answer {
  if (known.payload !== payload)
    return errorAnswer("send_message", 409, { message: "This key was used with another payload." });
  return { status: known.status, headers: { "idempotent-replayed": "true" }, json: known.json };
}

const retained = (
  { kit, state }: Deps,
  { id, payload }: Pick<Retained, "id" | "payload">,
  { status, json }: Answer,
): Change => state.retained.put(id, { id, payload, status, json: plain(json), at: kit.clock.now() });

/** As it went over the wire, so that it is the same after a restart. */
const plain = (json: unknown): unknown => JSON.parse(JSON.stringify(json ?? null));

async function deliver(
  deps: Deps,
  call: Call,
  {
    key,
    creator,
    retain,
  }: { key: string; creator: Creator; retain: Pick<Retained, "id" | "payload"> | undefined },
): Promise<Answer> {
  const { kit, state } = deps;
  const fan = findFan(creator, Number(call.param("chat")));
  if (!fan) throw refuse("send_message", 404, { message: "Chat not found." });
  if (!fan.subscribed) throw invalid("send_message", "chat_id", "You cannot send messages to this user.");
  const { content } = await contentOf(deps, "send_message", call, creator);
  const message = newMessage(deps, creator, fan.id, content, { queueId: "0", media: held(content.uploads) });
  const answer = answered(deps, key, messageView(creator, message, kit.clock.now()));
  kit.store.commit(
    [
      state.messages.put(message.id, message),
      ...spent(deps, content.uploads),
      ...(retain ? [retained(deps, retain, answer)] : []),
      ...sentEvent(deps, creator, message),
    ],
    [effect(deps, creator, "inbox", message)],
  );
  kit.webhooks.start();
  return answer;
}

function newMessage(
  { kit }: Deps,
  creator: Creator,
  fanId: number,
  { text, price, lockedText }: Pick<Content, "text" | "price" | "lockedText">,
  { queueId, media }: { queueId: string; media: Message["media"] },
): Message {
  return {
    id: numericId("104", 14),
    ...{ accountId: creator.id, fanId, fromFan: false, text, price, lockedText, media, queueId },
    at: kit.clock.now(),
  };
}

function sentEvent({ kit }: Deps, creator: Creator, message: Message): Change[] {
  const fan = findFan(creator, message.fanId);
  return announce(kit, creator.id, "messages.sent", {
    ...messageView(creator, message, kit.clock.now()),
    toUser: { id: message.fanId, name: fan?.name, username: fan?.username },
  });
}

/** `POST /api/{account}/mass-messaging`: into the queue; no key, so twice is twice. */
export async function sendMassMessage(deps: Deps, call: Call): Promise<Answer> {
  const { kit, state } = deps;
  const { key, creator } = deps.gate.account("send_mass_message", call);
  const { body, content } = await contentOf(deps, "send_mass_message", call, creator);
  const fanIds = recipients(creator, body);
  if (fanIds.length === 0)
    throw invalid("send_mass_message", "userLists", "The userLists field is required.");
  const now = kit.clock.now();
  const mass: MassMessage = {
    ...{ id: numericId("77", 10), accountId: creator.id, fanIds, at: now, state: "pending" },
    ...{ text: content.text, price: content.price, lockedText: content.lockedText },
    media: held(content.uploads),
    doneAt: now + kit.settings().processingMs * kit.pace,
  };
  const changes = [state.masses.put(mass.id, mass), ...spent(deps, content.uploads)];
  kit.store.commit(changes, [effect(deps, creator, "inbox", mass)]);
  armMass(deps, mass);
  return answered(deps, key, massView(mass));
}

function recipients(creator: Creator, body: Record<string, unknown>): number[] {
  const fans = fansOf(creator);
  const wanted = Array.isArray(body.userLists) ? body.userLists : [];
  const users = Array.isArray(body.userIds) ? body.userIds.map(Number) : [];
  const members = LISTS.filter(({ id }) => wanted.includes(id)).flatMap((list) => list.members(fans));
  const named = fans.filter(({ id }) => users.includes(id));
  return [...new Set([...members, ...named].map(({ id }) => id))];
}

/** Registers again what was under way; also after a restart. */
export function armMass(deps: Deps, { id, doneAt }: MassMessage): void {
  deps.kit.scheduler.at(`onlyfans:mass:${id}`, doneAt, () => finishMass(deps, id));
}

function finishMass(deps: Deps, id: string): void {
  const { kit, state } = deps;
  const mass = state.masses.get(id);
  const creator = mass && findCreator(mass.accountId);
  if (mass?.state !== "pending" || !creator) return;
  const payload = { id: Number(id), total: mass.fanIds.length, isDone: true, createdAt: kit.clock.iso() };
  kit.store.commit([
    state.masses.put(id, { ...mass, state: "done" }),
    ...announce(kit, creator.id, "chat_queue.finished", payload),
  ]);
  kit.webhooks.start();
}
