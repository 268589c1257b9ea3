import type { Hono } from "hono";
import type { Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { type Answer, type Call, operations, Refusal } from "../core/operation.ts";
import { findGitHubAccount, GITHUB_ACCOUNTS, type GitHubAccount } from "./accounts.ts";
import { AUTHORIZE_PATH, answerConsent, decide, showConsent } from "./consent.ts";
import { exchange } from "./oauth.ts";
import { type GitHubState, type Grant, openGitHubState } from "./state.ts";

const DOCS = "https://docs.github.com/rest";

/** Sign-in with a GitHub OAuth App: OAuth 2 with PKCE, no id token. https://docs.github.com/apps/oauth-apps */
export const github: NetworkDefinition = {
  id: "github",
  label: "GitHub",
  purpose: "sign-in",
  settings: {},
  color: { light: "#24292f", dark: "#d0d7de" },
  clients: {
    "oauth-app": {
      clientId: "Iv1.sandboxgithub01",
      clientSecret: "sandbox-github-secret-0123456789abcdef",
    },
  },
  tokenPrefixes: ["gho_sandbox"],
  create: createGitHub,
};

function createGitHub(kit: Kit): SandboxNetwork {
  const state = openGitHubState(kit);
  const grantsOf = (login: string) =>
    state.grants.values().filter((grant) => grant.login === login && grant.revokedAt === undefined);
  return {
    id: "github",
    label: "GitHub",
    hosts: ["github.com", "api.github.com"],
    operations: ["exchange", "user", "user_emails"],
    mount: (app) => mountGitHub(app, kit, state),
    accounts: () =>
      GITHUB_ACCOUNTS.map(({ id, login, name, email, emails }) => ({
        id: String(id),
        handle: login,
        displayName: name ?? login,
        traits: [
          ...(email === null ? ["private address"] : []),
          ...(emails.some(({ primary, verified }) => primary && verified) ? [] : ["no confirmed address"]),
        ],
        connected: grantsOf(login).length > 0,
      })),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const account = findGitHubAccount(reference);
      if (account && (update.revoke || update.expireTokens)) {
        const revokedAt = kit.clock.now();
        kit.store.commit(
          grantsOf(account.login).map((grant) => state.grants.put(grant.token, { ...grant, revokedAt })),
        );
      }
      return account !== undefined;
    },
    resume: () => undefined,
    filesInUse: () => ({ media: [], uploads: [] }),
    liveCount: () => 0,
  };
}

const problem = (status: number, message: string): Answer => ({
  status,
  json: { message, documentation_url: DOCS, status: String(status) },
});

function mountGitHub(app: Hono, kit: Kit, state: GitHubState): void {
  const { operation } = operations(kit, {
    network: "github",
    errorAnswer: (_operation, status) => problem(status, "Server Error"),
  });
  app.get(AUTHORIZE_PATH, (context) => showConsent(kit, context));
  app.post(AUTHORIZE_PATH, (context) => answerConsent(kit, state, context));
  app.post(
    "/github.com/login/oauth/access_token",
    operation("exchange", (call) => exchange(kit, state, call)),
  );
  app.get(
    "/api.github.com/user",
    operation("user", (call) => ({
      status: 200,
      headers: scopesOf(grantOf(state, call)),
      json: profile(accountOf(grantOf(state, call))),
    })),
  );
  app.get(
    "/api.github.com/user/emails",
    operation("user_emails", (call) => {
      const grant = grantOf(state, call);
      if (!grant.scopes.includes("user:email")) throw new Refusal(problem(404, "Not Found"));
      return { status: 200, headers: scopesOf(grant), json: accountOf(grant).emails };
    }),
  );
}

function grantOf(state: GitHubState, call: Call): Grant {
  if (!call.headers.get("user-agent"))
    throw new Refusal({
      status: 403,
      text: "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
    });
  const token = /^(?:Bearer|token) (.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const grant = state.grants.get(token);
  if (!grant || grant.revokedAt !== undefined) throw new Refusal(problem(401, "Bad credentials"));
  return grant;
}

const scopesOf = ({ scopes }: Grant): Record<string, string> => ({ "x-oauth-scopes": scopes.join(", ") });

function accountOf({ login }: Grant): GitHubAccount {
  const account = findGitHubAccount(login);
  if (!account) throw new Refusal(problem(401, "Bad credentials"));
  return account;
}

const profile = ({ id, login, name, email }: GitHubAccount) => ({
  login,
  id,
  node_id: Buffer.from(`04:User${id}`).toString("base64"),
  html_url: `https://github.com/${login}`,
  type: "User",
  name,
  email,
  created_at: "2019-04-12T09:30:00Z",
});
