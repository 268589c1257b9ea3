import { AppError, isAppError } from "#server/core/errors.ts";
import type { PlatformSession, Published, Removal } from "../platform.ts";
import type { Graph } from "./graph.ts";
import { DELETE_SCOPE } from "./oauth.ts";
import { postIds } from "./parts.ts";

/**
 * DELETE /{threads-media-id} for every part, the last reply first, so that nothing is left hanging in the air half-way.
 * A hundred a day and account. https://developers.facebook.com/documentation/threads/posts/delete-posts
 */
export async function removeFromThreads(
  graph: Graph,
  session: PlatformSession,
  { handles, remoteId, parts }: Published,
): Promise<Removal> {
  if (!session.scopes.includes(DELETE_SCOPE))
    throw new AppError("PERMISSION_MISSING", `threads: ${DELETE_SCOPE} was not granted`, {
      service: "threads",
      userMessage: "THREADS_DELETE_PERMISSION",
    });
  const known = [...postIds(handles), ...parts.map((part) => part.remoteId), remoteId];
  const ids = [...new Set(known.filter((id) => id !== undefined && id !== ""))];
  if (ids.length === 0) return { removed: false, why: "THREADS_OBJECT_MISSING" };
  for (const id of ids.reverse()) await removePost(graph, session, String(id));
  return { removed: true };
}

/** What is gone already cannot be told from what was never there: both are what was wanted. */
async function removePost(graph: Graph, session: PlatformSession, id: string): Promise<void> {
  try {
    await graph.remove("delete_post", session, id);
  } catch (error) {
    if (!isAppError(error) || error.code !== "NOT_FOUND") throw error;
  }
}
