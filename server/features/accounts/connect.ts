import { AppError, type ErrorCode, toAppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { PlatformAccount, ScopeRule, Tokens } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { AccountsDeps } from "./deps.ts";
import { beginLogin, claimLogin, type StartedLogin } from "./oauth-state.ts";
import { findElsewhere, roleIn, upsertConnection } from "./repo.ts";
import { ACCOUNTS_PATH, safeReturnPath } from "./return-path.ts";
import type { ConnectResult } from "./service.ts";

// Out -------------------------------------------------------------------------------------------------------------

export async function startConnect(
  deps: AccountsDeps,
  actor: Actor,
  input: { platform: string; flavor?: string; returnTo?: string },
): Promise<{ authorizeUrl: string }> {
  const { id: platform, oauth } = platformThat(deps.platforms, input.platform, "oauth");
  requireRole(actor, "admin");
  const { redirectUri, clients } = settingsOf(deps, platform);
  const offered = oauth.flavors.filter((flavor) => clients[flavor.id] !== undefined);
  const flavor = input.flavor ?? offered[0]?.id ?? "";
  if (!offered.some(({ id }) => id === flavor))
    throw new AppError("BAD_REQUEST", `${platform} has no such login`);
  const { userId, workspaceId } = actor;
  const returnTo = safeReturnPath(input.returnTo);
  const login: StartedLogin = { userId, workspaceId, platform, flavor, redirectUri, returnTo };
  const { state, codeChallenge } = await beginLogin(deps, login, oauth.pkce);
  const challenge = codeChallenge === undefined ? {} : { codeChallenge };
  return { authorizeUrl: oauth.authorizeUrl({ flavor, state, redirectUri, ...challenge }) };
}

function settingsOf(deps: AccountsDeps, platform: string) {
  const settings = deps.config.platforms[platform];
  if (settings) return settings;
  throw new AppError("CONFIG_MISSING", `${platform} is not configured`, { userMessage: "PLATFORM_OFF" });
}

// Back ------------------------------------------------------------------------------------------------------------

export async function finishConnect(
  deps: AccountsDeps,
  userId: string,
  platform: string,
  query: URLSearchParams,
): Promise<ConnectResult> {
  const claimed = await claimLogin(deps, { state: query.get("state"), userId, platform });
  if (!claimed.ok) return failed(claimed.returnTo, claimed.message);
  const { login, codeVerifier } = claimed;
  const refusal = whatTheNetworkSaid(deps, login, query);
  if (refusal) return failed(login.returnTo, refusal);
  const role = await roleIn(deps.db, login.workspaceId, userId);
  if (role !== "owner" && role !== "admin") return failed(login.returnTo, "OAUTH_FORBIDDEN");
  try {
    const { flavor, redirectUri } = login;
    const { oauth } = platformThat(deps.platforms, platform, "oauth");
    const code = query.get("code") ?? "";
    const verifier = codeVerifier === undefined ? {} : { codeVerifier };
    const { tokens, accounts } = await oauth.exchange({ flavor, code, redirectUri, ...verifier });
    const missing = missingRequired(scopesOf(deps, platform, flavor), tokens.scopes);
    if (missing.length > 0)
      return failed(login.returnTo, "OAUTH_SCOPE_MISSING", { scopes: missing.join(", ") });
    const connected = await connectAll(deps, login, tokens, accounts);
    return { returnTo: login.returnTo, connected, elsewhere: await anyElsewhere(deps, login, accounts) };
  } catch (thrown) {
    return exchangeFailed(deps, login, toAppError(thrown));
  }
}

const failed = (
  returnTo: string | undefined,
  message: string,
  params: Record<string, string> = {},
): ConnectResult => ({
  returnTo: returnTo ?? ACCOUNTS_PATH,
  connected: [],
  elsewhere: false,
  error: { message, params },
});

/** Denials come as `error`, Facebook's own troubles as `error_code`. Their prose is for nobody's eyes. */
function whatTheNetworkSaid(
  deps: AccountsDeps,
  login: StartedLogin,
  query: URLSearchParams,
): string | undefined {
  const error = query.get("error") ?? query.get("error_code");
  if (error === "access_denied" || query.get("error_reason") === "user_denied") return "OAUTH_DENIED";
  if (error !== null) {
    deps.log.warn("login refused by the network", {
      platform: login.platform,
      providerCode: error.slice(0, 60),
    });
    return "OAUTH_REFUSED";
  }
  return query.get("code") ? undefined : "OAUTH_CODE_MISSING";
}

const scopesOf = (deps: AccountsDeps, platform: string, flavor: string): readonly ScopeRule[] =>
  deps.platforms.get(platform)?.oauth?.flavors.find(({ id }) => id === flavor)?.scopes ?? [];

const missingRequired = (rules: readonly ScopeRule[], granted: readonly string[]): string[] =>
  rules.filter(({ required, scope }) => required && !granted.includes(scope)).map(({ scope }) => scope);

const PASSING: readonly ErrorCode[] = [
  "TIMEOUT",
  "NETWORK_ERROR",
  "UPSTREAM_ERROR",
  "UNAVAILABLE",
  "RATE_LIMITED",
  "INVALID_RESPONSE",
];

/** The code is spent either way: every message leads to a new login. */
function exchangeFailed(deps: AccountsDeps, login: StartedLogin, error: AppError): ConnectResult {
  const { platform, flavor, returnTo } = login;
  deps.log.warn("login failed at the exchange", { platform, flavor, error });
  if (error.userMessage.startsWith("OAUTH_") || error.userMessage === "PLATFORM_OFF")
    return failed(returnTo, error.userMessage);
  if (error.code === "PERMISSION_MISSING") {
    const required = missingRequired(scopesOf(deps, platform, flavor), []);
    return failed(returnTo, "OAUTH_SCOPE_MISSING", { scopes: required.join(", ") });
  }
  if (error.retryable || PASSING.includes(error.code)) return failed(returnTo, "OAUTH_PLATFORM_DOWN");
  if (error.code === "INTERNAL_ERROR")
    deps.log.error("login failed unexpectedly", { platform, flavor, error });
  return failed(returnTo, error.code === "INTERNAL_ERROR" ? "INTERNAL_ERROR" : "OAUTH_REFUSED");
}

/** Is one of them at work in another workspace as well? Said at once, beside the news that everybody concerned gets. */
async function anyElsewhere(
  { db }: AccountsDeps,
  { workspaceId, platform }: StartedLogin,
  accounts: readonly PlatformAccount[],
): Promise<boolean> {
  const found = await Promise.all(
    accounts.map(({ externalId }) => findElsewhere(db, { workspaceId, platform, externalId })),
  );
  return found.some((workspaces) => workspaces.length > 0);
}

/** Every account the consent opened, in one transaction: all of them stand, or none. */
const connectAll = (
  deps: AccountsDeps,
  login: StartedLogin,
  tokens: Tokens,
  accounts: PlatformAccount[],
): Promise<string[]> =>
  deps.work.run(async (tx) => {
    const ids: string[] = [];
    for (const account of accounts) ids.push(await connectOne(deps, tx, login, tokens, account));
    return ids;
  });

/** One account of a grant that was just given, in the transaction of its login. Returns the id of its connection. */
export async function connectOne(
  deps: AccountsDeps,
  tx: Tx,
  {
    workspaceId,
    platform,
    flavor,
    userId,
  }: Pick<StartedLogin, "workspaceId" | "platform" | "flavor" | "userId">,
  tokens: Tokens,
  account: PlatformAccount,
): Promise<string> {
  const at = deps.clock.now();
  const facts = { workspaceId, platform, flavor, account, connectedByUserId: userId, at };
  const { id, tokenVersion } = await upsertConnection(tx.db, facts);
  const kind = tokenVersion === 0 ? "connected" : "reconnected";
  await deps.tokens.granted(tx, { connectionId: id, workspaceId, platform, flavor, tokens, kind });
  if (kind === "connected") await tellOthers(deps, tx, { workspaceId, platform, account });
  return id;
}

/**
 * An account may be connected in several workspaces: whoever can consent at the network may decide so, an agency and its
 * client for instance. Everybody concerned is told, so that nobody is surprised by a post from elsewhere.
 */
async function tellOthers(
  deps: AccountsDeps,
  tx: Tx,
  { workspaceId, platform, account }: { workspaceId: string; platform: string; account: PlatformAccount },
): Promise<void> {
  const { externalId, handle } = account;
  const elsewhere = await findElsewhere(tx.db, { workspaceId, platform, externalId });
  if (elsewhere.length === 0) return;
  const network = deps.platforms.get(platform)?.label ?? platform;
  for (const concerned of [workspaceId, ...elsewhere])
    await deps.notifications.notify(tx, {
      workspaceId: concerned,
      type: "connection.shared",
      severity: "warning",
      params: { network, handle },
      href: ACCOUNTS_PATH,
      dedupeKey: `connection.shared:${platform}:${externalId}:${elsewhere.length}`,
    });
}
