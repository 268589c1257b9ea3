import { isLocale, localeCookie, readLocaleCookie } from "#app/lib/locale-cookie.ts";
import type { AuthAnswer } from "./call-auth.server.ts";

/** The answer's cookies, and the person's language with them, unless another was chosen by hand in this browser. */
export function withLocale(request: Request, { headers, body }: AuthAnswer): Headers {
  const { user } = body as { user?: { locale?: unknown } };
  if (isLocale(user?.locale) && !readLocaleCookie(request.headers.get("cookie")))
    headers.append("set-cookie", localeCookie(user.locale));
  return headers;
}
