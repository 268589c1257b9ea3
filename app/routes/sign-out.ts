import { type ActionFunctionArgs, redirect } from "@remix-run/server-runtime";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { paths } from "#app/lib/paths.ts";

/** Ends the session and its cookie, then shows the sign-in page. */
export async function action(args: ActionFunctionArgs) {
  const { ok, status, headers } = await callAuth(args, "/sign-out", {});
  // A page elsewhere asked for it: the person stays signed in.
  if (!ok) throw new Response(null, { status });
  return redirect(paths.signIn(), { headers });
}

export const loader = () => redirect(paths.home);
