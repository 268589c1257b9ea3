import type { Hono } from "hono";
import type { Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { operations } from "../core/operation.ts";
import { findGoogleAccount, GOOGLE_ACCOUNTS } from "./accounts.ts";
import { AUTHORIZE_PATH, answerConsent, decide, showConsent } from "./consent.ts";
import { ISSUER } from "./id-token.ts";
import { createSigningKeys } from "./keys.ts";
import { errorAnswer, type GoogleDeps, revoke, revokeAll, tokenGrant, userInfo } from "./oauth.ts";
import { openGoogleState } from "./state.ts";

const HOSTS = [
  "accounts.google.com",
  "oauth2.googleapis.com",
  "openidconnect.googleapis.com",
  "www.googleapis.com",
];
const OPERATIONS = ["discovery", "certs", "exchange", "refresh", "userinfo", "revoke"];

/** Sign-in with Google: OpenID Connect, no publishing. https://developers.google.com/identity/openid-connect */
export const google: NetworkDefinition = {
  id: "google",
  label: "Google",
  purpose: "sign-in",
  settings: {},
  color: { light: "#1a56c4", dark: "#8ab4f8" },
  clients: {
    web: {
      clientId: "sandbox-google-app.apps.googleusercontent.com",
      clientSecret: "sandbox-google-secret-0123456789abcdef",
    },
  },
  tokenPrefixes: ["ya29.sandbox", "1//0gsandbox"],
  create: createGoogle,
};

function createGoogle(kit: Kit): SandboxNetwork {
  const state = openGoogleState(kit);
  const deps = { kit, state, keys: createSigningKeys() };
  return {
    id: "google",
    label: "Google",
    hosts: HOSTS,
    operations: OPERATIONS,
    mount: (app) => mountGoogle(app, deps),
    accounts: () =>
      GOOGLE_ACCOUNTS.map(({ sub, email, name, emailVerified }) => ({
        id: sub,
        handle: email,
        displayName: name,
        traits: emailVerified ? [] : ["address not confirmed"],
        connected: state.grants.values().some((grant) => grant.sub === sub && grant.revokedAt === undefined),
      })),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const account = findGoogleAccount(reference);
      if (account && (update.revoke || update.expireTokens)) revokeAll(deps, account.sub);
      return account !== undefined;
    },
    resume: () => undefined,
    filesInUse: () => ({ media: [], uploads: [] }),
    liveCount: () => 0,
  };
}

function mountGoogle(app: Hono, deps: GoogleDeps): void {
  const { kit, state, keys } = deps;
  const { route, operation } = operations(kit, {
    network: "google",
    errorAnswer: (_operation, status) => errorAnswer(status, "internal_failure", "Backend Error"),
  });
  app.get(AUTHORIZE_PATH, (context) => showConsent(kit, context));
  app.post(AUTHORIZE_PATH, (context) => answerConsent(kit, state, context));
  app.get(
    "/accounts.google.com/.well-known/openid-configuration",
    operation("discovery", () => ({
      status: 200,
      headers: { "cache-control": "public, max-age=3600" },
      json: DISCOVERY,
    })),
  );
  app.get(
    "/www.googleapis.com/oauth2/v3/certs",
    operation("certs", () => ({
      status: 200,
      headers: { "cache-control": "public, max-age=19800, must-revalidate, no-transform" },
      json: keys.published(kit.settings().keyGeneration),
    })),
  );
  app.post(
    "/oauth2.googleapis.com/token",
    route((call) => tokenGrant(deps, call)),
  );
  app.post(
    "/oauth2.googleapis.com/revoke",
    operation("revoke", (call) => revoke(deps, call)),
  );
  const info = operation("userinfo", (call) => userInfo(deps, call));
  app.get("/openidconnect.googleapis.com/v1/userinfo", info);
  app.post("/openidconnect.googleapis.com/v1/userinfo", info);
}

/** As Google publishes it: real addresses, because a client must find them under their real names. */
const DISCOVERY = {
  issuer: ISSUER,
  authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
  token_endpoint: "https://oauth2.googleapis.com/token",
  userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
  revocation_endpoint: "https://oauth2.googleapis.com/revoke",
  jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
  response_types_supported: ["code"],
  response_modes_supported: ["query"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  scopes_supported: ["openid", "email", "profile"],
  token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  claims_supported: [
    "aud",
    "email",
    "email_verified",
    "exp",
    "family_name",
    "given_name",
    "iat",
    "iss",
    "name",
    "picture",
    "sub",
  ],
  code_challenge_methods_supported: ["plain", "S256"],
  grant_types_supported: ["authorization_code", "refresh_token"],
};
