import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import type { Connected, ConnectInput } from "#server/platforms/connect.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import { connectOne } from "./connect.ts";
import type { AccountsDeps } from "./deps.ts";
import { findExternalIds, upsertConnection } from "./repo.ts";

/** Connecting without a login page: what was typed is tried at the network first, and stored only when it opens something. */

export interface KeyInput extends ConnectInput {
  platform: string;
}

/** Whoever runs the installation may connect accounts that its own credentials open. */
export interface KeyActor extends Actor {
  operator: boolean;
}

export interface OfferedAccount {
  externalId: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  /** Why it cannot be connected now, a key under `errors`. */
  unusable: string | null;
  /** It is in this workspace already; connecting it again replaces what opens it. */
  connected: boolean;
}

/** The accounts that these values open. Throws VALIDATION_ERROR for wrong ones, FORBIDDEN for what is not the person's. */
export async function findAccounts(
  deps: AccountsDeps,
  actor: KeyActor,
  input: KeyInput,
): Promise<OfferedAccount[]> {
  const { accounts } = await tryValues(deps, actor, input);
  const known = await findExternalIds(deps.db, actor.workspaceId, input.platform);
  return accounts.map(({ externalId, handle, displayName, avatarUrl = null, unusable = null }) => ({
    ...{ externalId, handle, displayName, avatarUrl, unusable },
    connected: known.includes(externalId),
  }));
}

/** Connects one of them; the values are tried once more, so that nothing is stored on somebody's word. */
export async function connectAccount(
  deps: AccountsDeps,
  actor: KeyActor,
  input: KeyInput & { externalId: string },
): Promise<{ connectionId: string }> {
  const { accounts, tokens } = await tryValues(deps, actor, input);
  const account = accounts.find(({ externalId }) => externalId === input.externalId);
  if (!account)
    throw new AppError("VALIDATION_ERROR", "no such account", { userMessage: "ACCOUNT_NOT_OFFERED" });
  if (account.unusable)
    throw new AppError("VALIDATION_ERROR", "account cannot be connected", { userMessage: account.unusable });
  const { workspaceId, userId } = actor;
  const { platform, flavor } = input;
  const { unusable: _, ...facts } = account;
  const connectionId = await deps.work.run(async (tx) => {
    if (tokens) return connectOne(deps, tx, { workspaceId, userId, platform, flavor }, tokens, facts);
    const at = deps.clock.now();
    const row = { workspaceId, platform, flavor, account: facts, connectedByUserId: userId, at };
    const { id, tokenVersion } = await upsertConnection(tx.db, row);
    const kind = tokenVersion === 0 ? "connected" : "reconnected";
    await deps.tokens.withoutGrant(tx, { id, workspaceId, kind });
    return id;
  });
  return { connectionId };
}

async function tryValues(deps: AccountsDeps, actor: KeyActor, input: KeyInput): Promise<Connected> {
  const { connect } = platformThat(deps.platforms, input.platform, "connect");
  requireRole(actor, "admin");
  const flavor = connect.flavors.find(({ id }) => id === input.flavor);
  if (!flavor) throw new AppError("BAD_REQUEST", `${input.platform} has no such form`);
  const missing = flavor.fields.find(({ name, optional }) => !optional && !input.values[name]?.trim());
  if (missing)
    throw new AppError("VALIDATION_ERROR", `${missing.name} is missing`, { userMessage: "FIELD_REQUIRED" });
  const values = Object.fromEntries(flavor.fields.map(({ name }) => [name, input.values[name] ?? ""]));
  const found = await connect.connect({ flavor: flavor.id, values });
  const live = deps.config.platforms[input.platform]?.mode === "live";
  if (found.sharedCredentials && live && !actor.operator)
    throw new AppError("FORBIDDEN", "the installation's credentials are its operators'", {
      userMessage: "CONNECT_OPERATORS_ONLY",
    });
  return found;
}
