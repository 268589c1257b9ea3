import { type ActionFunctionArgs, redirect } from "@remix-run/server-runtime";
import { i18next } from "#app/i18n/i18next.server.ts";
import type { Problem } from "#app/lib/problem.ts";
import { authProblem } from "./auth-problem.ts";
import { callAuth } from "./call-auth.server.ts";
import { isProviderId } from "./sign-in-providers.ts";

export interface ProviderStart {
  provider: string;
  /** Sign in (or up), or link it to the person who is signed in. */
  purpose: "sign-in" | "link";
  /** Where to go on when all went well, and where to say that it did not; paths of ours. */
  returnTo: string;
  page: string;
  timeZone?: string;
}

/** Throws the redirect to the provider's consent page; returns only when the start itself was refused. */
export async function startProvider(
  args: ActionFunctionArgs,
  start: ProviderStart,
): Promise<{ problem: Problem; status: number }> {
  if (!isProviderId(start.provider)) throw new Response(null, { status: 400 });
  const locale = await i18next.getLocale(args.request);
  const answer = await callAuth(args, start.purpose === "link" ? "/link-social" : "/sign-in/social", {
    provider: start.provider,
    callbackURL: start.returnTo,
    errorCallbackURL: start.page,
    additionalData: {
      ...(locale === "fr" || locale === "en" ? { locale } : {}),
      ...(start.timeZone ? { timeZone: start.timeZone } : {}),
    },
  });
  if (!answer.ok) return { problem: authProblem(answer), status: answer.status };
  throw redirect(String(answer.body.url), { headers: answer.headers });
}
