import type { PublishContext, Verdict } from "../platform.ts";
import { readContainer } from "./containers.ts";
import { evidence } from "./evidence.ts";
import { findPost } from "./find-post.ts";
import type { Graph } from "./graph.ts";
import { containerKey, partDone, partsOf, publicParts, publishedKey } from "./parts.ts";

/**
 * Did the lost `threads_publish` happen? The container of the first part that is not public knows: PUBLISHED is terminal,
 * FINISHED still waits. One container never makes two posts, so publishing the same one again after FINISHED has held for
 * a while is safe. https://developers.facebook.com/documentation/threads/troubleshooting
 */
export async function reconcileThreads(
  graph: Graph,
  context: PublishContext & { armedAt: Date },
): Promise<Verdict> {
  const part = publicParts(context.handles, partsOf(context.content).length);
  const container = String(context.handles[containerKey(part)] ?? "");
  if (container === "") return { verdict: "not-happened", evidence: evidence("threads.nothing_prepared") };
  const { status } = await readContainer(graph, context.session, container);
  switch (status) {
    case "PUBLISHED":
      return publishedVerdict(graph, context, part, container);
    case "FINISHED":
      return { verdict: "not-happened", evidence: evidence("threads.ready_unpublished", { container }) };
    case "ERROR":
    case "EXPIRED":
      return {
        verdict: "not-happened",
        evidence: evidence("threads.no_longer_usable", { container, status }),
      };
    default:
      return { verdict: "pending", evidence: evidence("threads.undecided", { container, status }) };
  }
}

/** A chain goes on from here, whether the id of this part is known already or still to be looked for. */
async function publishedVerdict(
  graph: Graph,
  context: PublishContext,
  part: number,
  container: string,
): Promise<Verdict> {
  const live = await findPost(graph, context, part);
  if (!live?.remoteId) {
    const said = evidence("threads.published_not_found", { container });
    return { verdict: "accepted", handles: { [publishedKey(part)]: 1 }, evidence: said };
  }
  const post = live.remoteId;
  const said = evidence("threads.published", { container, post });
  return partsOf(context.content).length > 1
    ? { verdict: "settled", handles: partDone(part, post), live, evidence: said }
    : { verdict: "live", live, evidence: said };
}
