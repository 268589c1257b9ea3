import type { Context } from "hono";
import {
  AuthorizeError,
  authorizeErrorPage,
  consentForm,
  isRegisteredRedirect,
  withParams,
} from "../core/authorize.ts";
import { type ConsentAccount, consentPage } from "../core/consent-page.ts";
import { html } from "../core/html.ts";
import { randomLetters } from "../core/ids.ts";
import type { ConsentInput, Kit } from "../core/network.ts";
import { page } from "../core/page.ts";
import { FACEBOOK_PEOPLE, findAccount, INSTAGRAM_ACCOUNTS, personById } from "./accounts.ts";
import { FACEBOOK_SCOPES, INSTAGRAM_SCOPES } from "./scopes.ts";
import type { AuthorizationCode, Flavor, InstagramState } from "./state.ts";

const SCOPES: Record<Flavor, Record<string, string>> = {
  "facebook-login": FACEBOOK_SCOPES,
  "instagram-login": INSTAGRAM_SCOPES,
};
/** Facebook marks its redirects with `#_=_`, Instagram with `#_`. */
const FRAGMENT: Record<Flavor, string> = { "facebook-login": "#_=_", "instagram-login": "#_" };

interface AuthorizeRequest {
  flavor: Flavor;
  clientId: string;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
}

export const flavorOf = (authorizeUrl: URL): Flavor =>
  authorizeUrl.pathname.startsWith("/www.facebook.com/") ? "facebook-login" : "instagram-login";

/** Checks everything that makes the real dialog show an error page instead of redirecting. */
export function readAuthorize(kit: Kit, url: URL): AuthorizeRequest {
  const flavor = flavorOf(url);
  const clientId = url.searchParams.get("client_id") ?? "";
  if (clientId === "" || clientId !== kit.clients[flavor]?.clientId) {
    throw new AuthorizeError("Invalid app id", `No app has the client_id “${clientId}”.`);
  }
  const redirectUri = url.searchParams.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri)) {
    throw new AuthorizeError(
      "URL blocked",
      `The redirect_uri “${redirectUri}” is not whitelisted in the app’s client OAuth settings.`,
    );
  }
  const responseType = url.searchParams.get("response_type") ?? "code";
  if (responseType !== "code") throw new AuthorizeError("Invalid request", "response_type must be code.");
  const scopes = (url.searchParams.get("scope") ?? "").split(/[,\s]+/).filter((scope) => scope !== "");
  const invalid = scopes.filter((scope) => !(scope in SCOPES[flavor]));
  if (invalid.length > 0)
    throw new AuthorizeError("Invalid scopes", `Invalid Scopes: ${invalid.join(", ")}.`);
  if (flavor === "instagram-login" && !scopes.includes("instagram_business_basic")) {
    throw new AuthorizeError(
      "Invalid scopes",
      "instagram_business_basic is required with every other scope.",
    );
  }
  return { flavor, clientId, redirectUri, state: url.searchParams.get("state") ?? undefined, scopes };
}

function choices(flavor: Flavor): ConsentAccount[] {
  if (flavor === "instagram-login") {
    return INSTAGRAM_ACCOUNTS.map(({ id, username, name, accountType }) => ({
      id,
      title: `@${username}`,
      subtitle: `${name} · ${accountType === "PERSONAL" ? "personal account" : "professional account"}`,
    }));
  }
  return FACEBOOK_PEOPLE.map(({ id, name, pages }) => ({
    id,
    title: name,
    subtitle: pages
      .map(
        (one) =>
          `${one.name} (${one.instagram ? `@${findAccount(one.instagram)?.username}` : "no professional account"})`,
      )
      .join(", "),
  }));
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const request = readAuthorize(kit, url);
    return consentPage({
      network: request.flavor === "facebook-login" ? "Facebook" : "Instagram",
      theme: "instagram",
      appName: "Huntaze",
      accounts: choices(request.flavor),
      scopes: request.scopes.map((scope) => ({
        scope,
        label: SCOPES[request.flavor][scope] ?? scope,
        mandatory: scope === "instagram_business_basic",
      })),
      action: url.pathname,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

/** The click: a redirect to the app, or the page that says why this account cannot be used. */
export async function answerConsent(kit: Kit, state: InstagramState, context: Context): Promise<Response> {
  try {
    const input = await consentForm(context);
    if (
      flavorOf(input.authorizeUrl) === "instagram-login" &&
      input.decision === "allow" &&
      isPersonal(input.account)
    ) {
      return professionalNeeded(decide(kit, state, { ...input, decision: "deny" }).redirectTo);
    }
    return context.redirect(decide(kit, state, input).redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

const isPersonal = (account: string | undefined): boolean =>
  findAccount(account ?? "")?.accountType === "PERSONAL";

const professionalNeeded = (back: string): Response =>
  page(
    { title: "Professional account needed", bare: true, theme: "instagram" },
    html`<section class="card narrow"><h1>You need a professional account</h1>
<p>Apps can only be connected to business and creator accounts. Switch to one in Instagram’s settings, then try again.</p>
<p class="actions"><a class="button" href="${back}">Return to the app</a></p></section>`,
  );

/** What the dialog does on Allow or Deny. A personal account cannot allow: the dialog ends as a denial. */
export function decide(kit: Kit, state: InstagramState, input: ConsentInput): { redirectTo: string } {
  const request = readAuthorize(kit, input.authorizeUrl);
  const subject = chooseSubject(request.flavor, input.account);
  if (input.decision === "deny" || subject === undefined) return { redirectTo: denial(request) };
  const granted = request.scopes.filter(
    (scope) =>
      input.scopes === undefined || input.scopes.includes(scope) || scope === "instagram_business_basic",
  );
  const code: AuthorizationCode = {
    code: `AQ${randomLetters(1)}sandbox${randomLetters(160)}`,
    ...subject,
    flavor: request.flavor,
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    scopes: granted,
    declined: request.scopes.filter((scope) => !granted.includes(scope)),
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  const params = { code: code.code, state: request.state };
  return { redirectTo: withParams(request.redirectUri, params, FRAGMENT[request.flavor]) };
}

function denial({ flavor, redirectUri, state }: AuthorizeRequest): string {
  const facebook = flavor === "facebook-login";
  return withParams(
    redirectUri,
    {
      error: "access_denied",
      ...(facebook && { error_code: "200" }),
      error_reason: "user_denied",
      error_description: facebook ? "Permissions error" : "The user denied your request",
      state,
    },
    FRAGMENT[flavor],
  );
}

type Subject = Pick<AuthorizationCode, "holder" | "accounts" | "pages">;

/** Who consents, by person, account id or username; the first of the list when nobody was named. */
function chooseSubject(flavor: Flavor, reference: string | undefined): Subject | undefined {
  if (flavor === "instagram-login") {
    const account = reference ? findAccount(reference) : INSTAGRAM_ACCOUNTS[0];
    if (!account) throw new AuthorizeError("Unknown account", `No account is called “${reference}”.`);
    return account.accountType === "PERSONAL"
      ? undefined
      : { holder: account.id, accounts: [account.id], pages: [] };
  }
  const account = reference ? findAccount(reference) : undefined;
  const person = account
    ? ownerOf(account.id, account.name)
    : reference
      ? personById(reference)
      : FACEBOOK_PEOPLE[0];
  if (!person) throw new AuthorizeError("Unknown account", `Nobody is called “${reference}”.`);
  const pages =
    account?.accountType !== "PERSONAL" && account
      ? person.pages.filter((one) => one.instagram === account.id)
      : person.pages;
  return {
    holder: person.id,
    pages: pages.map((one) => one.id),
    accounts: pages.flatMap((one) => (one.instagram ? [one.instagram] : [])),
  };
}

const ownerOf = (accountId: string, name: string) =>
  FACEBOOK_PEOPLE.find((person) => person.pages.some((one) => one.instagram === accountId)) ??
  FACEBOOK_PEOPLE.find((person) => person.name === name);
