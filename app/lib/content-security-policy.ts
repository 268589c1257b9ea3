export interface DocumentPolicyInput {
  nonce: string;
  /** Where the sandbox runs: its avatars and pages of published posts are shown from there. */
  sandboxUrl: string | null;
  /** Consent pages of sign-in providers: a form of ours may end there. */
  signInOrigins: string[];
  /** The development server injects styles and a socket of its own. */
  development: boolean;
}

/**
 * The content security policy of an HTML page. Scripts and style elements need the nonce; style attributes are
 * allowed because Mantine and FullCalendar position things with them. Pictures may come from any https host:
 * avatars live on the networks' ever-changing CDNs.
 */
export function documentPolicy({
  nonce,
  sandboxUrl,
  signInOrigins,
  development,
}: DocumentPolicyInput): string {
  const sandbox = sandboxUrl ? [new URL(sandboxUrl).origin] : [];
  const directives: Record<string, string[]> = {
    "default-src": ["'self'"],
    "script-src": ["'self'", `'nonce-${nonce}'`],
    "style-src-elem": ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", "https:", ...sandbox],
    "media-src": ["'self'", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...(development ? ["ws:"] : [])],
    "manifest-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'", ...signInOrigins],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}
