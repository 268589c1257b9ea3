const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Where a page should rather be opened: `http://127.0.0.1:3000` when the installation calls itself
 * `http://localhost:3000`, as a cookie set on the one name is not sent to the other and the networks send people back
 * to the second. Null when the address is fine, or when only the person can know a better one.
 */
export function betterAddress(requestUrl: string, appUrl: string): string | null {
  const here = new URL(requestUrl);
  const own = new URL(appUrl);
  const aliases = LOOPBACK_HOSTS.includes(here.hostname) && LOOPBACK_HOSTS.includes(own.hostname);
  if (!aliases || here.hostname === own.hostname || here.port !== own.port) return null;
  return own.origin + here.pathname + here.search;
}
