import type { PlatformDeps, PublishContext, Verdict } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";
import { evidence } from "./evidence.ts";
import { foundHandles, readMassStatus, sent } from "./outcome.ts";
import { type Found, searchSent } from "./search.ts";

type Armed = PublishContext & { armedAt: Date };

/** A retained result is kept for about a day; beyond it the key proves nothing. */
const KEY_GOOD_FOR_MS = 23 * 3_600_000;

/**
 * Looks for what was armed among what stands on the account: nothing else proves that it is there, and only a fresh
 * list that reaches back far enough says that it is not. A message is then sent once more with the key it had, so that a
 * first try which is still on its way answers in its place.
 * https://docs.onlyfansapi.com/introduction/essentials/idempotency
 */
export async function reconcileOnlyFans(
  deps: PlatformDeps,
  api: OnlyFansApi,
  context: Armed,
): Promise<Verdict> {
  if (context.handles.queueId) return byQueue(api, context);
  const since = new Date(
    Math.min(context.armedAt.getTime(), Date.parse(String(context.handles.since)) || Infinity),
  );
  const { matches, complete } = await searchSent(api, context, since);
  const [only, another] = matches;
  if (another)
    return { verdict: "pending", evidence: evidence("onlyfans.several_listed", { items: matches.length }) };
  if (only) return found(deps, context, only);
  if (!complete) return { verdict: "pending", evidence: evidence("onlyfans.list_too_short") };
  const keyed =
    context.content.kind === "message" && deps.clock.now().getTime() - since.getTime() > KEY_GOOD_FOR_MS;
  return keyed
    ? { verdict: "pending", evidence: evidence("onlyfans.key_expired") }
    : { verdict: "not-happened", evidence: evidence("onlyfans.not_listed") };
}

function found(deps: PlatformDeps, context: Armed, { id, madeAt }: Found): Verdict {
  const known = evidence("onlyfans.listed", { item: id, madeAt: madeAt.toISOString() });
  const { live, handles } = sent(deps, context, foundHandles(context, id));
  return live
    ? { verdict: "live", live, evidence: known }
    : { verdict: "accepted", handles, evidence: known };
}

async function byQueue(api: OnlyFansApi, context: Armed): Promise<Verdict> {
  const item = String(context.handles.queueId);
  const status = await readMassStatus(api, context);
  if (status.hasError || status.isCanceled)
    return {
      verdict: "failed",
      providerCode: "mass_message_failed",
      evidence: evidence("onlyfans.mass_failed", { item }),
    };
  return {
    verdict: "accepted",
    handles: { polls: 0 },
    evidence: evidence("onlyfans.mass_on_its_way", { item }),
  };
}
