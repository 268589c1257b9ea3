import { isAppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type {
  CommitResult,
  Handles,
  PlatformDeps,
  PollResult,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import { irreversible, providerError } from "../provider-error.ts";
import { requireAccount } from "./account.ts";
import type { OnlyFansApi } from "./api.ts";
import { onlyfansErrorRow } from "./errors.ts";
import { mediaHandle, uploadMedia } from "./media.ts";
import { foundHandles, liveOf, readMassStatus, sent } from "./outcome.ts";
import { readRecipients } from "./reads.ts";
import { priceOf, recipientOf } from "./recipient.ts";
import { reconcileOnlyFans } from "./reconcile.ts";
import { removeFromOnlyFans } from "./remove.ts";
import { searchSent } from "./search.ts";
import { sendMassMessage, sendMessage, sendPost } from "./send.ts";

/** Spent uploads that are made anew before a person is told. */
const MAX_ROUNDS = 3;
/** The partner asks OnlyFans for up to a minute, and lists follow a little later. */
const SETTLE_AFTER_MS = 3 * 60_000;

/**
 * A message to one fan carries an Idempotency-Key, made and stored before the first try; posts and messages to lists
 * have none. Whatever is lost is looked for among what stands on the account first.
 */
export function onlyfansPublish(deps: PlatformDeps, api: OnlyFansApi): PublishCapability {
  return {
    proof: "list-and-match",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => plan(deps, api, context),
    reconcile: (context) => reconcileOnlyFans(deps, api, context),
    remove: (session, published) => removeFromOnlyFans(api, session, published),
    composeOptions: async (session) => ({ to: await readRecipients(api, session) }),
  };
}

function plan(deps: PlatformDeps, api: OnlyFansApi, context: PublishContext): PublishStep {
  const { content, session, handles } = context;
  const finished = liveOf(deps, context);
  if (finished) return { type: "done", live: finished };
  if (handles.queueId)
    return { type: "poll", name: "mass_message_status", run: () => pollMassMessage(api, context) };
  if (!handles.checked) return { type: "safe", name: "check", run: () => check(api, context) };
  const missing = content.media.findIndex((_, index) => !handles[mediaHandle(index)]);
  const media = content.media[missing];
  if (media)
    return {
      type: "safe",
      name: `upload_${missing}`,
      run: () => uploadMedia(api, session, media, missing),
    };
  if (!handles.key || !handles.since)
    return { type: "safe", name: "reserve", run: async () => reservation(deps) };
  return { type: "commit", name: commitName(context), run: () => send(deps, api, context) };
}

/** The key and the moment before the first try: both outlive every crash, so that the next try is the same message. */
const reservation = (deps: PlatformDeps): Handles => ({
  key: newId(),
  since: deps.clock.now().toISOString(),
});

/** Before anything is uploaded: what cannot be charged or addressed, and a session that has ended. */
async function check(api: OnlyFansApi, { content, session }: PublishContext): Promise<Handles> {
  if (content.kind === "message") {
    recipientOf(content);
    priceOf(content);
  }
  await requireAccount(api, session);
  return { checked: 1 };
}

function commitName({ content }: PublishContext): string {
  if (content.kind !== "message") return "send_post";
  return String(content.options.to ?? "").startsWith("[") ? "send_mass_message" : "send_message";
}

async function send(deps: PlatformDeps, api: OnlyFansApi, context: PublishContext): Promise<CommitResult> {
  try {
    return await irreversible(async () => sent(deps, context, await sentHandles(api, context)));
  } catch (error) {
    if (!isAppError(error) || error.providerCode !== "media_used" || error.ambiguous) throw error;
    return afterSpentMedia(deps, api, context);
  }
}

async function sentHandles(api: OnlyFansApi, context: PublishContext): Promise<Handles> {
  if (context.content.kind === "post") return { postId: await sendPost(api, context) };
  const to = recipientOf(context.content);
  return "chat" in to
    ? { messageId: await sendMessage(api, context, to.chat), chat: to.chat }
    : { queueId: await sendMassMessage(api, context, to.list) };
}

/**
 * An id of ours is spent. Either an earlier call of ours arrived after all, then it stands on the account; or it was
 * spent for nothing, then the files are uploaded anew and the message gets a key of its own, for its payload is another.
 */
async function afterSpentMedia(
  deps: PlatformDeps,
  api: OnlyFansApi,
  context: PublishContext,
): Promise<CommitResult> {
  const { matches, complete } = await searchSent(api, context, new Date(String(context.handles.since)));
  const [only, another] = matches;
  if (only && !another) return sent(deps, context, foundHandles(context, only.id));
  const round = Number(context.handles.round ?? 0) + 1;
  if (another || !complete || round > MAX_ROUNDS)
    throw providerError(
      { ...onlyfansErrorRow("media_used"), inconclusive: true },
      {
        service: "onlyfans",
        operation: commitName(context),
        irreversible: another !== undefined || !complete,
      },
    );
  const forgotten = context.content.media.map((_, index): [string, number] => [mediaHandle(index), 0]);
  return { applied: false, handles: { ...Object.fromEntries(forgotten), key: 0, since: 0, round } };
}

async function pollMassMessage(api: OnlyFansApi, context: PublishContext): Promise<PollResult> {
  const status = await readMassStatus(api, context);
  if (status.hasError || status.isCanceled)
    throw providerError(onlyfansErrorRow("mass_message_failed"), {
      service: "onlyfans",
      operation: "mass_message_status",
    });
  if (status.isDone)
    return { state: "live", live: { remoteId: String(context.handles.queueId) }, handles: { delivered: 1 } };
  const polls = Number(context.handles.polls ?? 0) + 1;
  return { state: "waiting", again: { afterMs: paceMs(polls) }, handles: { polls } };
}

/** A queue of thousands takes minutes: ten seconds at first, five minutes at last. */
const paceMs = (polls: number): number => Math.min(300_000, Math.round(10_000 * 1.4 ** (polls - 1)));
