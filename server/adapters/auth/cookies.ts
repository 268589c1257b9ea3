import { hmacSha256Base64, timingSafeEqual } from "#server/core/hmac.ts";

const NAME = "huntaze";

/**
 * Names and flags of every cookie of ours. Under https the `__Host-` prefix makes the browser itself insist on Secure,
 * Path=/ and no Domain; plain http cannot carry that prefix, so the name is bare there.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookiePolicy(appUrl: string) {
  const secure = appUrl.startsWith("https://");
  const prefix = secure ? `__Host-${NAME}` : NAME;
  return { secure, prefix, session: `${prefix}.session_token` };
}

export interface SessionCookieConfig {
  appUrl: string;
  secrets: { authSecret: string };
}

/**
 * The session token inside the request's cookie, its signature checked in constant time; null when there is none or it
 * was altered. Says nothing about whether the session still exists.
 */
export async function readSessionToken(
  request: Request,
  config: SessionCookieConfig,
): Promise<string | null> {
  const value = cookieValue(request.headers.get("cookie"), cookiePolicy(config.appUrl).session);
  const dot = value?.lastIndexOf(".") ?? -1;
  if (!value || dot < 1) return null;
  const token = value.slice(0, dot);
  const signature = await hmacSha256Base64(config.secrets.authSecret, token);
  return timingSafeEqual(signature, value.slice(dot + 1)) ? token : null;
}

function cookieValue(header: string | null, name: string): string | undefined {
  const pair = header?.split(";").find((part) => part.trim().startsWith(`${name}=`));
  try {
    return pair && decodeURIComponent(pair.trim().slice(name.length + 1));
  } catch {
    return undefined;
  }
}
