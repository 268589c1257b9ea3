import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Handler, Refusal } from "../core/operation.ts";
import { findAccount, type RedditAccount } from "./accounts.ts";
import { insufficientScope, refuse, unauthorized } from "./errors.ts";
import type { Budgets } from "./rate-limit.ts";
import type { AccessToken, Grant, RedditState } from "./state.ts";

/** `<platform>:<app id>:<version> (by /u/<name>)`: agents that do not name themselves are shut out. */
const USER_AGENT = /^[\w.-]+:[\w.-]+:v?[\w.-]+ \(by \/?u\/[\w-]+\)/;

export function checkUserAgent(call: Call): void {
  if (USER_AGENT.test(call.headers.get("user-agent") ?? "")) return;
  call.note("user agent refused");
  throw refuse(429);
}

const HOUR_MS = 3_600_000;

/** The documented hour, or the day that is seen: only `expires_in` may be believed. */
export const accessLifetimeMs = (kit: Kit): number =>
  kit.settings().tokenLifetimes === "old" ? HOUR_MS : 24 * HOUR_MS;

export function issueAccess(kit: Kit, grant: Grant): AccessToken {
  return {
    token: `sbx-reddit-access-${randomLetters(40)}`,
    grantId: grant.id,
    expiresAt: kit.clock.now() + accessLifetimeMs(kit),
  };
}

export interface Session {
  token: string;
  grant: Grant;
  account: RedditAccount;
}

export interface SessionDeps {
  kit: Kit;
  state: RedditState;
  budgets: Budgets;
}

/** Who calls. 401 with `invalid_token` for anything but a live token of a live grant. */
function authenticate({ kit, state }: SessionDeps, call: Call): Session {
  const text = /^bearer\s+(.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const token = state.accessTokens.get(text);
  const grant = token && state.grants.get(token.grantId);
  const account = grant && findAccount(grant.accountId);
  const dead = token?.revokedAt !== undefined || grant?.revokedAt !== undefined;
  if (!token || !grant || !account || dead || token.expiresAt <= kit.clock.now()) throw unauthorized();
  return { token: text, grant, account };
}

export type SignedHandler = (call: Call, session: Session) => Answer | Promise<Answer>;

/** Wraps what oauth.reddit.com does: agent, token, scope, the budget, and its headers on every answer. */
export function signed(deps: SessionDeps, scope: string, handle: SignedHandler): Handler {
  return async (call) => {
    checkUserAgent(call);
    const session = authenticate(deps, call);
    const headers = deps.budgets.count(session.token);
    const answer = await answered(async () => {
      if (headers.spent) throw refuse(429);
      if (!session.grant.scopes.includes(scope)) throw insufficientScope();
      return handle(call, session);
    });
    return { ...answer, headers: { ...answer.headers, ...headers.values } };
  };
}

async function answered(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
