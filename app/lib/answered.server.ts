import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";

/**
 * What a loader asked the caller for, where a refusal becomes the page it deserves: 404 for what is not there, 403
 * for what is not allowed, 503 while the database is away. A session that ended is a 401, and the redirect of the
 * layout's loader wins over it.
 * Faults of ours stay errors and are reported.
 *
 * `const post = await answered(caller.posts.get({ postId }))`
 */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const status = getHTTPStatusCodeFromError(error);
    if (status >= 500 && status !== 503) throw error;
    throw new Response(null, { status });
  }
}
