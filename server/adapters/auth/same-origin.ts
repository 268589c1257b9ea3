import { AppError } from "#server/core/errors.ts";

export interface OriginConfig {
  /** Public origin of the installation, without a trailing slash. */
  appUrl: string;
}

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Origins a page may stand on when it asks us to change something: the public one alone. An installation that was
 * told no public address (it says loopback) also takes the other names of loopback, and the address in the request
 * itself when that is a bare IP: a foreign page can pretend to be a name (DNS rebinding), never to be a number.
 */
export function trustedOrigins(request: Request | undefined, config: OriginConfig): string[] {
  const app = new URL(config.appUrl);
  if (!LOOPBACK_HOSTS.includes(app.hostname)) return [app.origin];
  const port = app.port ? `:${app.port}` : "";
  const origins = LOOPBACK_HOSTS.map((host) => `${app.protocol}//${host}${port}`);
  const own = request && new URL(request.url);
  return own && isIpAddress(own.hostname) ? [...origins, own.origin] : origins;
}

/**
 * Refuses a state-changing request that a foreign page made the browser send. Throws FORBIDDEN. A client that sends no
 * cookie and no origin is no browser: there is no borrowed session in it, so it passes.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function assertSameOrigin(request: Request, config: OriginConfig): void {
  if (SAFE_METHODS.has(request.method)) return;
  const source = sourceOrigin(request.headers);
  if (source === undefined) {
    if (request.headers.get("sec-fetch-site") === "same-origin" || !request.headers.has("cookie")) return;
  } else if (trustedOrigins(request, config).includes(source)) return;
  throw new AppError("FORBIDDEN", `a request from ${source ?? "an unnamed origin"} was refused`, {
    userMessage: "FOREIGN_ORIGIN",
    params: { appUrl: config.appUrl },
  });
}

/** Origin of the page behind a request; undefined when the browser does not say, `null` is an origin of its own. */
function sourceOrigin(headers: Headers): string | undefined {
  const origin = headers.get("origin");
  if (origin) return origin;
  const referer = headers.get("referer");
  return referer && URL.canParse(referer) ? new URL(referer).origin : undefined;
}

const isIpAddress = (hostname: string): boolean =>
  hostname.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname);
