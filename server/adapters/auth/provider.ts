import { APIError, getOAuthState } from "better-auth/api";
import { sha256Base64Url } from "#server/core/hmac.ts";
import type { Clock, Http, Log } from "#server/core/ports.ts";

export interface SignInProviderSettings {
  mode: "sandbox" | "live" | "off";
  clientId: string;
  clientSecret: string;
  urls: Readonly<Record<string, string>>;
  redirectUri: string;
}

export interface ProviderDeps {
  config: SignInProviderSettings;
  http: Http;
  clock: Clock;
  log: Log;
}

interface SignInTokens {
  accessToken?: string | undefined;
  idToken?: string | undefined;
  scopes?: string[] | undefined;
}

/** What better-auth asks of a provider, as far as our two need it. */
export interface Provider {
  id: "google" | "github";
  name: string;
  issuer?: string;
  accountIssuer?: string;
  accountSubject(context: { profile: object & { id?: unknown } }): string;
  /** better-auth then makes a nonce per sign-in, keeps it with the state, and hands it to `getUserInfo`. */
  requiresIdTokenNonce?: boolean;
  createAuthorizationURL(input: {
    state: string;
    codeVerifier: string;
    idTokenNonce?: string | undefined;
  }): Promise<URL>;
  validateAuthorizationCode(input: {
    code: string;
    codeVerifier?: string | undefined;
  }): Promise<SignInTokens | null>;
  getUserInfo(tokens: SignInTokens & { expectedIdTokenNonce?: string | undefined }): Promise<{
    user: { name: string; email: string; emailVerified: boolean };
    data: object;
  } | null>;
}

/** PKCE with S256 (RFC 7636), exact redirect address. */
export async function authorizeUrl(
  { config }: ProviderDeps,
  address: string,
  codeVerifier: string,
  more: Record<string, string>,
): Promise<URL> {
  const url = new URL(address);
  const query = {
    response_type: "code",
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    code_challenge: await sha256Base64Url(codeVerifier),
    code_challenge_method: "S256",
    ...more,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

export const SIGN_IN_ERROR_PAGE = "/sign-in";

/** Ends a sign-in on the page it began on, with a code that page has words for. */
export async function refuseSignIn(code: string): Promise<never> {
  const back = (await getOAuthState())?.errorURL ?? SIGN_IN_ERROR_PAGE;
  const query = new URLSearchParams({ error: code });
  throw new APIError("FOUND", undefined, { location: `${back}${back.includes("?") ? "&" : "?"}${query}` });
}

/** Origins of the pages on which people consent, for the providers that are on. */
export const consentOrigins = (settings: Readonly<Record<string, SignInProviderSettings>>): string[] => [
  ...new Set(
    Object.values(settings)
      .filter(({ mode }) => mode !== "off")
      .map(({ urls }) => new URL(urls.accounts ?? urls.www ?? "").origin),
  ),
];
