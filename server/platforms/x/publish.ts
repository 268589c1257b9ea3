import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type {
  CommitResult,
  Handles,
  PlatformDeps,
  PlatformSession,
  PublishCapability,
  PublishContext,
  Published,
  PublishStep,
  Removal,
} from "../platform.ts";
import { irreversible } from "../provider-error.ts";
import { createXApi, type XApi } from "./api.ts";
import { forgottenMedia, mayUploadAnew, mediaIdsOf, nextMediaStep } from "./media.ts";
import { checkContent, partKey, partsOf, publicParts } from "./parts.ts";
import { liveOf, reconcileX } from "./reconcile.ts";

const SETTLE_AFTER_MS = 180_000;

/**
 * Publishing on X: media are uploaded and processed, then one `POST /2/tweets` makes a post public, and one more each
 * part of a thread, as a reply to the one before. X takes no key against repeats; the account's own timeline proves
 * what became of a lost call. https://docs.x.com/x-api/posts/create-post
 */
export function xPublish(deps: PlatformDeps): PublishCapability {
  const api = createXApi(deps);
  return {
    proof: "list-and-match",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(deps, api, context),
    reconcile: (context) => reconcileX(deps, api, context),
    remove: (session, published) => removeAll(api, session, published),
  };
}

function nextStep(deps: PlatformDeps, api: XApi, context: PublishContext): PublishStep {
  const { content, handles } = context;
  const ids = publicParts(handles);
  const [first] = ids;
  if (first !== undefined && ids.length >= partsOf(content).length)
    return { type: "done", live: liveOf(deps, context, first) };
  if (!handles.begun) return { type: "safe", name: "check_text", run: () => begin(deps, context) };
  const upload = first === undefined ? nextMediaStep(api, context) : undefined;
  if (upload) return upload;
  const name = ids.length === 0 ? "create_post" : `create_part_${ids.length + 1}`;
  return { type: "commit", name, run: () => createPost(deps, api, context, ids) };
}

/** Remembers when it began: a post of ours cannot be older. */
async function begin({ clock }: PlatformDeps, { content }: PublishContext): Promise<Handles> {
  checkContent(content);
  return { begun: clock.now().getTime() };
}

// The irreversible call, once per part ------------------------------------------------------------------------------

const created = z.object({ data: z.object({ id: remoteId }) });

/** POST /2/tweets. Uploads that X no longer knows are made anew. */
async function createPost(
  deps: PlatformDeps,
  api: XApi,
  context: PublishContext,
  ids: readonly string[],
): Promise<CommitResult> {
  const json = bodyOf(context, ids);
  try {
    const { data } = await irreversible(async () =>
      readAnswer(
        created,
        await api.call("create_post", context.session, "/tweets", {
          method: "POST",
          json,
          irreversible: true,
        }),
        "x",
        "create_post",
      ),
    );
    const handles: Handles = { [partKey(ids.length)]: data.id };
    const live = liveOf(deps, context, data.id);
    return partsOf(context.content).length === 1 ? { handles, live } : { handles, live, settled: true };
  } catch (error) {
    const gone = isAppError(error) && !error.ambiguous && error.providerCode === "media-invalid";
    if (gone && ids.length === 0 && context.content.media.length > 0 && mayUploadAnew(context))
      return { applied: false, handles: forgottenMedia(context) };
    throw error;
  }
}

/** Media and who may reply belong to the first part. */
function bodyOf(context: PublishContext, ids: readonly string[]) {
  const { content } = context;
  const { reply_settings: replies } = content.options;
  const text = (partsOf(content)[ids.length] ?? "").trim();
  const parent = ids.at(-1);
  const first = parent === undefined;
  return {
    ...(text === "" ? {} : { text }),
    ...(first && content.media.length > 0 ? { media: { media_ids: mediaIdsOf(context) } } : {}),
    ...(first ? {} : { reply: { in_reply_to_tweet_id: parent } }),
    ...(first && typeof replies === "string" && replies !== "everyone" ? { reply_settings: replies } : {}),
    ...(content.options.made_with_ai === true ? { made_with_ai: true } : {}),
    ...(content.options.paid_partnership === true ? { paid_partnership: true } : {}),
  };
}

// Away with it ------------------------------------------------------------------------------------------------------

/** Every part, the last first, so that nothing is left replying to what is gone. */
async function removeAll(api: XApi, session: PlatformSession, published: Published): Promise<Removal> {
  const known = [
    published.remoteId,
    ...published.parts.map(({ remoteId }) => remoteId),
    ...publicParts(published.handles),
  ];
  const ids = [...new Set(known.filter((id) => id !== undefined))];
  if (ids.length === 0) return { removed: false, why: "X_NOT_FOUND" };
  for (const id of ids.reverse()) {
    const removal = await removeOne(api, session, id);
    if (!removal.removed) return removal;
  }
  return { removed: true };
}

/** DELETE /2/tweets/:id. Gone already is removed. https://docs.x.com/x-api/posts/delete-post */
async function removeOne(api: XApi, session: PlatformSession, id: string): Promise<Removal> {
  try {
    await api.call("delete_post", session, `/tweets/${id}`, { method: "DELETE", repeatable: true });
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === "FORBIDDEN") return { removed: false, why: error.userMessage };
    if (error.code !== "NOT_FOUND") throw error;
  }
  return { removed: true };
}
