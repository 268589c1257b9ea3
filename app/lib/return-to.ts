const HERE = "http://here.invalid";
/** Pages that lead back to where one was going; going back to them would go in circles. */
const DOORS = /^\/(sign-in|sign-up|sign-out|two-factor|forgot-password|reset-password|language)(\/|$)/;

/**
 * Where to go after signing in: a path of our own, or home. Whatever would lead to another origin (`//evil`, `/\evil`,
 * `https:`, `javascript:`) counts as nothing.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/") || value.length > 2_000) return "/";
  if (!URL.canParse(value, HERE)) return "/";
  const url = new URL(value, HERE);
  // A path that begins with two slashes would be read as a host by whoever follows the redirect.
  if (url.origin !== HERE || url.pathname.startsWith("//") || DOORS.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}

/** The `returnTo` of a page's address. */
export const returnToOf = (request: Request): string =>
  safeReturnTo(new URL(request.url).searchParams.get("returnTo"));
