import { type ActionFunctionArgs, redirect } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";
import { paths } from "#app/lib/paths.ts";

/** Ends the session and its cookie, then shows the sign-in page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const answer = await api(context).auth(
    new Request(new URL("/api/auth/sign-out", request.url), {
      method: "POST",
      headers: {
        cookie: request.headers.get("cookie") ?? "",
        origin: request.headers.get("origin") ?? new URL(api(context).public.appUrl).origin,
        "content-type": "application/json",
      },
      body: "{}",
    }),
  );
  const headers = new Headers();
  for (const cookie of answer.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return redirect(paths.signIn(), { headers });
}

export const loader = () => redirect(paths.home);
