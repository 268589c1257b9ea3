import { redirect } from "@remix-run/server-runtime";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { paths } from "./paths.ts";

/**
 * What a loader asked the caller for, where a refusal becomes the page it deserves: 404 for what is not there, 403
 * for what is not allowed, the sign-in page for a session that ended. Faults of ours stay errors and are reported.
 *
 * `const post = await answered(caller.posts.get({ postId }))`
 */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const status = getHTTPStatusCodeFromError(error);
    if (status >= 500) throw error;
    if (status === 401) throw redirect(paths.signIn());
    throw new Response(null, { status });
  }
}
