import { createHash } from "node:crypto";
import type { Context } from "hono";
import * as authorize from "./authorize.ts";
import { type ConsentAccount, consentPage } from "./consent-page.ts";
import { randomLetters } from "./ids.ts";
import type { ConsentInput, Kit } from "./network.ts";
import { type Answer, type Call, Refusal } from "./operation.ts";
import { jsonObject } from "./params.ts";
import type { Collection } from "./store.ts";

export interface OAuth2Options {
  label: string;
  flavor: string;
  /** What may be asked for, with the words of the consent page. */
  scopes: Record<string, string>;
  accounts: readonly ConsentAccount[];
  /** The id of an account by whatever it is called. */
  find(reference: string): string | undefined;
  /** How its tokens begin. */
  tokenPrefix: string;
}

interface Code {
  account: string;
  redirectUri: string;
  scopes: string[];
  challenge: string | undefined;
  issuedAt: number;
  used?: true;
}

export interface OAuth2Token {
  token: string;
  account: string;
  scopes: string[];
  issuedAt: number;
  revoked?: true;
}

const CODE_LIFETIME_MS = 10 * 60_000;

/** RFC 6749's errors with the statuses and words that Doorkeeper gives them. */
const ERRORS: Record<string, [status: number, description: string]> = {
  invalid_grant: [
    400,
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  ],
  invalid_client: [
    401,
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  ],
  unsupported_grant_type: [400, "The authorization grant type is not supported by the authorization server."],
  unauthorized_client: [403, "You are not authorized to revoke this token"],
};

const refuse = (error: string): Refusal => {
  const [status, description] = ERRORS[error] ?? [400, error];
  return new Refusal({ status, json: { error, error_description: description } });
};

/**
 * An authorization server by the book, for networks that keep to it: code grant with optional PKCE (S256), tokens
 * without an end, everything granted or nothing, revocation as in RFC 7009. The endpoints' paths are the network's.
 */
export class OAuth2 {
  readonly #kit: Kit;
  readonly #options: OAuth2Options;
  readonly #codes: Collection<Code>;
  readonly #tokens: Collection<OAuth2Token>;

  constructor(kit: Kit, options: OAuth2Options) {
    this.#kit = kit;
    this.#options = options;
    this.#codes = kit.store.collection(`${kit.network}.codes`, { max: 1_000 });
    this.#tokens = kit.store.collection(`${kit.network}.tokens`, { max: 10_000 });
  }

  /** GET of the authorize endpoint: the consent page, or a page that says what is wrong with the request. */
  readonly show = (context: Context): Response => {
    const { label, accounts, scopes: known } = this.#options;
    try {
      const url = new URL(context.req.url);
      return consentPage({
        network: label,
        theme: this.#kit.network,
        appName: "Huntaze",
        accounts: [...accounts],
        scopes: this.#read(url).scopes.map((scope) => ({
          scope,
          label: known[scope] ?? scope,
          mandatory: true,
        })),
        action: url.pathname,
        authorizeUrl: url.href,
      });
    } catch (error) {
      return authorize.authorizeErrorPage(error);
    }
  };

  /** POST of the consent page. */
  readonly answer = async (context: Context): Promise<Response> => {
    try {
      return context.redirect(this.decide(await authorize.consentForm(context)).redirectTo, 302);
    } catch (error) {
      return authorize.authorizeErrorPage(error);
    }
  };

  /** What the page does on a click. Throws AuthorizeError where it would show one. */
  decide(input: ConsentInput): { redirectTo: string } {
    const { redirectUri, scopes, challenge, state } = this.#read(input.authorizeUrl);
    if (input.decision === "deny") {
      const error_description = "The resource owner or authorization server denied the request.";
      return {
        redirectTo: authorize.withParams(redirectUri, { error: "access_denied", error_description, state }),
      };
    }
    const account = this.#options.find(input.account || (this.#options.accounts[0]?.id ?? ""));
    if (account === undefined)
      throw new authorize.AuthorizeError("Unknown account", `No account is called “${input.account}”.`);
    const code = randomLetters(43);
    const issuedAt = this.#kit.clock.now();
    this.#kit.store.commit([this.#codes.put(code, { account, redirectUri, scopes, challenge, issuedAt })]);
    return { redirectTo: authorize.withParams(redirectUri, { code, state }) };
  }

  /** POST of the token endpoint: a code, once, against a token. */
  readonly exchange = async (call: Call): Promise<Answer> => {
    const form = await readForm(call);
    if (!this.#isClient(form)) throw refuse("invalid_client");
    if (form.get("grant_type") !== "authorization_code") throw refuse("unsupported_grant_type");
    const name = form.get("code") ?? "";
    const code = this.#codes.get(name);
    if (!code || !this.#fits(code, form)) throw refuse("invalid_grant");
    const token = `${this.#options.tokenPrefix}${randomLetters(43)}`;
    const issuedAt = this.#kit.clock.now();
    const { account, scopes } = code;
    this.#kit.store.commit([
      this.#codes.put(name, { ...code, used: true }),
      this.#tokens.put(token, { token, account, scopes, issuedAt }),
    ]);
    const created_at = Math.floor(issuedAt / 1000);
    return {
      status: 200,
      headers: { "cache-control": "no-store" },
      json: { access_token: token, token_type: "Bearer", scope: scopes.join(" "), created_at },
    };
  };

  /** POST of the revocation endpoint: an unknown token is as good as a revoked one. */
  readonly revoke = async (call: Call): Promise<Answer> => {
    const form = await readForm(call);
    if (!this.#isClient(form)) throw refuse("unauthorized_client");
    const token = this.#tokens.get(form.get("token") ?? "");
    if (token) this.#kit.store.commit([this.#tokens.put(token.token, { ...token, revoked: true })]);
    return { status: 200, json: {} };
  };

  /** The token of a call's Authorization header, while it works. */
  bearer(call: Call): OAuth2Token | undefined {
    const name = (call.headers.get("authorization") ?? "").replace(/^Bearer /i, "");
    const token = this.#tokens.get(name);
    return token?.revoked ? undefined : token;
  }

  connected(account: string): boolean {
    return this.#tokens.values().some((token) => token.account === account && !token.revoked);
  }

  /** The person takes every permission back. False where there was none. */
  revokeAccount(account: string): boolean {
    const held = this.#tokens.values().filter((token) => token.account === account && !token.revoked);
    this.#kit.store.commit(held.map((token) => this.#tokens.put(token.token, { ...token, revoked: true })));
    return held.length > 0;
  }

  /** Checks everything that makes the page show an error in place of redirecting. */
  #read({ searchParams: query }: URL) {
    const wrong = (what: string) => new authorize.AuthorizeError("An error has occurred", what);
    const { flavor, scopes: known } = this.#options;
    if (query.get("client_id") !== this.#kit.clients[flavor]?.clientId)
      throw wrong("Client authentication failed due to unknown client.");
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!authorize.isRegisteredRedirect(this.#kit, redirectUri))
      throw wrong("The redirect uri included is not valid.");
    if (query.get("response_type") !== "code") throw wrong("The response type is not supported.");
    const scopes = (query.get("scope") ?? "").split(" ").filter(Boolean);
    if (scopes.length === 0 || scopes.some((scope) => !(scope in known)))
      throw wrong("The requested scope is invalid, unknown, or malformed.");
    const challenge = query.get("code_challenge") ?? undefined;
    if (challenge !== undefined && query.get("code_challenge_method") !== "S256")
      throw wrong("The code challenge method must be S256.");
    return { redirectUri, scopes, challenge, state: query.get("state") ?? undefined };
  }

  #isClient(form: URLSearchParams): boolean {
    const client = this.#kit.clients[this.#options.flavor];
    return (
      client !== undefined &&
      form.get("client_id") === client.clientId &&
      form.get("client_secret") === client.clientSecret
    );
  }

  #fits(code: Code, form: URLSearchParams): boolean {
    const verifier = createHash("sha256").update(form.get("code_verifier") ?? "");
    return (
      !code.used &&
      this.#kit.clock.now() - code.issuedAt <= CODE_LIFETIME_MS &&
      form.get("redirect_uri") === code.redirectUri &&
      (code.challenge === undefined || code.challenge === verifier.digest("base64url"))
    );
  }
}

async function readForm(call: Call): Promise<URLSearchParams> {
  const bytes = await call.bytes();
  if (!(call.headers.get("content-type") ?? "").includes("json"))
    return new URLSearchParams(Buffer.from(bytes).toString());
  const json = jsonObject(bytes, () => refuse("invalid_request"));
  return new URLSearchParams(Object.entries(json).map(([key, value]) => [key, String(value)]));
}
