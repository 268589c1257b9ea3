import type { Context } from "hono";
import type { ConsentInput, Kit } from "./network.ts";
import { Refusal } from "./operation.ts";
import { errorPage } from "./page.ts";

/** Whether an address may be sent a code: one of the app's registered ones, or any of its origin where none is listed. */
export function isRegisteredRedirect(kit: Kit, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { redirectUris } = kit.settings();
  if (redirectUris.length > 0) return redirectUris.includes(redirectUri);
  const url = new URL(redirectUri);
  return url.origin === new URL(kit.appUrl).origin && url.hash === "" && url.username === "";
}

/** Appends parameters the way the networks do: everything but unreserved characters percent-encoded. */
export function withParams(
  redirectUri: string,
  params: Record<string, string | undefined>,
  fragment = "",
): string {
  const query = Object.entries(params)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => `${key}=${percent(value)}`)
    .join("&");
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query}${fragment}`;
}

const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A page instead of a redirect, for requests whose redirect address cannot be trusted. */
export class AuthorizeError extends Error {
  readonly title: string;
  constructor(title: string, explanation: string) {
    super(explanation);
    this.title = title;
  }
}

export const authorizeErrorPage = (error: unknown): Response => {
  if (error instanceof AuthorizeError) return errorPage(error.title, error.message);
  throw error;
};

/** Reads the posted consent form; the authorize URL in it is validated again by whoever decides. */
export async function consentForm(context: Context): Promise<ConsentInput> {
  const form = await context.req.formData();
  const authorizeUrl = String(form.get("authorize_url") ?? "");
  if (!URL.canParse(authorizeUrl))
    throw new Refusal({ status: 400, text: "authorize_url is not an address" });
  return {
    authorizeUrl: new URL(authorizeUrl),
    account: String(form.get("account") ?? ""),
    decision: form.get("decision") === "allow" ? "allow" : "deny",
    scopes: form.getAll("scope").map(String),
  };
}
