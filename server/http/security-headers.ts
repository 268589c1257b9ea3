export interface SecurityHeadersInput {
  /** Public origin; strict transport security is promised only where it is https. */
  appUrl: string;
}

/** For everything that is not a page: a file or an answer that a browser shows by itself runs nothing and loads nothing. */
const NOT_A_DOCUMENT =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const TWO_YEARS_S = 63_072_000;

/** Headers of every response. A page brings its own content security policy, with its nonce. */
export function securityHeaders({ appUrl }: SecurityHeadersInput): Record<string, string> {
  return {
    "content-security-policy": NOT_A_DOCUMENT,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ...(appUrl.startsWith("https://")
      ? { "strict-transport-security": `max-age=${TWO_YEARS_S}; includeSubDomains; preload` }
      : {}),
  };
}

/** The response with every security header it does not set itself. A page without its own policy gets the strict one. */
export function withSecurityHeaders(response: Response, input: SecurityHeadersInput): Response {
  const missing = Object.entries(securityHeaders(input)).filter(([name]) => !response.headers.has(name));
  try {
    for (const [name, value] of missing) response.headers.set(name, value);
    return response;
  } catch {
    // Redirects of the platform's own making keep their headers to themselves.
    const headers = new Headers([...response.headers, ...missing]);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
}
