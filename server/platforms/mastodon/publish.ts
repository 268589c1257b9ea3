import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type {
  CommitResult,
  Live,
  PlatformDeps,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import { irreversible } from "../provider-error.ts";
import { createMastodonApi, type MastodonApi } from "./api.ts";
import { nextMediaStep } from "./media.ts";
import { idempotencyKey, mediaKey, partsOf, publicParts, statusKey, urlKey } from "./parts.ts";
import { reconcileMastodon } from "./reconcile.ts";
import { removeFromMastodon } from "./remove.ts";

/** A status is in its author's list as soon as it is stored; a request that was lost may still be on its way. */
const SETTLE_AFTER_MS = 60_000;

/**
 * Attachments first, then part by part: a key of our own is stored, and `POST /api/v1/statuses` with it makes the part
 * public. Mastodon keeps keys for an hour and answers a repeat with the status that exists.
 * https://docs.joinmastodon.org/methods/statuses/#create
 */
export function mastodonPublish(deps: PlatformDeps): PublishCapability {
  const api = createMastodonApi(deps);
  return {
    proof: "idempotency-key",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(api, context),
    reconcile: (context) => reconcileMastodon(api, context),
    remove: (session, published) => removeFromMastodon(api, session, published),
  };
}

function nextStep(api: MastodonApi, context: PublishContext): PublishStep {
  const parts = partsOf(context.content).length;
  const part = publicParts(context.handles, parts);
  if (part === parts) return { type: "done", live: liveOf(context.handles) };
  const media = part === 0 ? nextMediaStep(api, context) : undefined;
  if (media) return media;
  if (!context.handles[idempotencyKey(part)])
    return {
      type: "safe",
      name: "make_key",
      run: async () => ({ [idempotencyKey(part)]: crypto.randomUUID() }),
    };
  return { type: "commit", name: "create_status", run: () => createStatus(api, context, part) };
}

/** The first part stands for the whole. */
function liveOf(handles: PublishContext["handles"]): Live {
  const url = handles[urlKey(0)];
  return { remoteId: String(handles[statusKey(0)]), ...(url ? { remoteUrl: String(url) } : {}) };
}

const status = z.object({ id: remoteId, url: z.string().nullish() });

async function createStatus(api: MastodonApi, context: PublishContext, part: number): Promise<CommitResult> {
  const { session, handles, content } = context;
  const answer = await irreversible(async () => {
    const { body } = await api.call("create_status", "/api/v1/statuses", {
      method: "POST",
      session,
      irreversible: true,
      headers: {
        "content-type": "application/json",
        "idempotency-key": String(handles[idempotencyKey(part)]),
      },
      body: JSON.stringify(statusOf(context, part)),
    });
    return readAnswer(status, body, "mastodon", "create_status");
  });
  const live: Live = { remoteId: answer.id, ...(answer.url ? { remoteUrl: answer.url } : {}) };
  const made = { [statusKey(part)]: answer.id, ...(answer.url ? { [urlKey(part)]: answer.url } : {}) };
  return partsOf(content).length > 1 ? { handles: made, live, settled: true } : { handles: made, live };
}

/** Warning, visibility and language are every part's; media are the first one's. */
function statusOf({ content, handles }: PublishContext, part: number): Record<string, unknown> {
  const text = partsOf(content)[part];
  if (text === undefined) throw new AppError("INTERNAL_ERROR", `mastodon: no part ${part}`);
  const { visibility, spoiler_text, sensitive, language } = content.options;
  return {
    status: text,
    ...(part === 0 && content.media.length > 0
      ? { media_ids: content.media.map((_, index) => String(handles[mediaKey(index)])) }
      : {}),
    ...(part > 0 ? { in_reply_to_id: String(handles[statusKey(part - 1)]) } : {}),
    ...(visibility ? { visibility } : {}),
    ...(spoiler_text ? { spoiler_text } : {}),
    ...(sensitive === true && part === 0 ? { sensitive } : {}),
    ...(language ? { language } : {}),
  };
}
