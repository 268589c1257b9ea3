import { createHash } from "node:crypto";
import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { FLAVOR } from "./consent.ts";
import type { AuthorizationCode, GitHubState, Grant } from "./state.ts";

const CODE_LIFETIME_MS = 10 * 60_000;
const DOCS =
  "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

/** What was asked for in `Accept`; form-encoded when nothing was. Errors come with 200 as well. */
function inForm(call: Call, fields: Record<string, string>): Answer {
  const json = (call.headers.get("accept") ?? "").includes("application/json");
  if (json) return { status: 200, json: fields };
  return {
    status: 200,
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    text: new URLSearchParams(fields).toString(),
  };
}

const refuse = (call: Call, error: string, description: string): Refusal =>
  new Refusal(inForm(call, { error, error_description: description, error_uri: DOCS }));

/** POST https://github.com/login/oauth/access_token */
export async function exchange(kit: Kit, state: GitHubState, call: Call): Promise<Answer> {
  const form = await readParams(call, () => refuse(call, "unsupported_grant_type", "The body is malformed."));
  const client = kit.clients[FLAVOR];
  if (!client || form.get("client_id") !== client.clientId)
    throw new Refusal({ status: 404, json: { error: "Not Found" } });
  if (form.get("client_secret") !== client.clientSecret)
    throw refuse(
      call,
      "incorrect_client_credentials",
      "The client_id and/or client_secret passed are incorrect.",
    );
  const code = state.codes.get(form.get("code") ?? "");
  const dead = !code || code.usedAt !== undefined || kit.clock.now() >= code.issuedAt + CODE_LIFETIME_MS;
  if (dead) throw refuse(call, "bad_verification_code", "The code passed is incorrect or expired.");
  const redirectUri = form.get("redirect_uri");
  if (redirectUri !== undefined && redirectUri !== code.redirectUri)
    throw refuse(
      call,
      "redirect_uri_mismatch",
      "The redirect_uri MUST match the registered callback URL for this application.",
    );
  checkVerifier(call, code, form.get("code_verifier"));
  const grant: Grant = { token: `gho_sandbox${randomLetters(29)}`, login: code.login, scopes: code.scopes };
  const used = state.codes.put(code.code, { ...code, usedAt: kit.clock.now() });
  kit.store.commit([used, state.grants.put(grant.token, grant)]);
  return inForm(call, { access_token: grant.token, scope: grant.scopes.join(","), token_type: "bearer" });
}

function checkVerifier(call: Call, { codeChallenge }: AuthorizationCode, verifier: string | undefined): void {
  if (codeChallenge === undefined) return;
  const derived = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");
  if (derived !== codeChallenge)
    throw refuse(call, "bad_verification_code", "The code passed is incorrect or expired.");
}
