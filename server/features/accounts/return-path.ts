const HERE = "http://here.invalid";
export const ACCOUNTS_PATH = "/accounts";
/** Doors, not pages: coming back to them would go in circles or act once more. */
const DOORS = /^\/(auth|api|sign-in|sign-up|sign-out)(\/|$)/;

/** A path of our own to come back to, or the accounts page. What would lead to another origin counts as nothing. */
export function safeReturnPath(value: string | null | undefined): string {
  if (!value?.startsWith("/") || value.length > 500 || !URL.canParse(value, HERE)) return ACCOUNTS_PATH;
  const url = new URL(value, HERE);
  const ours = url.origin === HERE && !url.pathname.startsWith("//") && !DOORS.test(url.pathname);
  return ours ? url.pathname + url.search : ACCOUNTS_PATH;
}
