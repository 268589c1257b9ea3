import { toAppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { postTitle } from "#server/features/post-title.ts";
import type { PlatformSession } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { RevocationNotice } from "#server/webhooks/effects.ts";
import { readChats, readCredits, readFans } from "./audience.ts";
import { finishConnect, startConnect } from "./connect.ts";
import { connectAccount, findAccounts } from "./connect-with-key.ts";
import { readDemands } from "./demands.ts";
import type { AccountsDeps } from "./deps.ts";
import { readOptions, readQuota } from "./live.ts";
import { presentConnectable, presentConnection, presentRotation } from "./present.ts";
import {
  type ConnectionWithRisk,
  findByAccount,
  findConnection,
  listConnections,
  listPostsAtRisk,
  listRotations,
  sharesGrant,
} from "./repo.ts";
import type { AccountsService } from "./service.ts";

/** A network stamps its webhooks in whole seconds. */
const CLOCK_SLACK_MS = 1_000;

/** The last moment at which what the event tells of may have happened: never after we received it. */
const latestEnd = ({ occurredAt, receivedAt }: RevocationNotice["event"]): number =>
  Math.min((occurredAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SLACK_MS, receivedAt.getTime());

const MOST_LISTED_AT_RISK = 10;

export function createAccountsService(deps: AccountsDeps): AccountsService {
  const { db } = deps;
  return {
    connectable: () => presentConnectable(deps),
    async list(actor) {
      const rows = await listConnections(db, actor.workspaceId);
      return rows.map((row) => presentConnection(deps, row));
    },
    async get(actor, connectionId) {
      const row = await findConnection(db, actor.workspaceId, connectionId);
      const [quota, posts] = await Promise.all([
        readQuota(deps, row),
        listPostsAtRisk(db, row, MOST_LISTED_AT_RISK),
      ]);
      const atRisk = posts.map(({ postId, text, scheduledAt }) => ({
        postId,
        title: postTitle(text),
        scheduledAt,
      }));
      return { ...presentConnection(deps, row), quota, atRisk };
    },
    async rotations({ workspaceId }, { connectionId, cursor, limit }) {
      await findConnection(db, workspaceId, connectionId);
      const rows = await listRotations(db, { workspaceId, connectionId }, cursor, limit + 1);
      const items = rows.slice(0, limit).map(presentRotation);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async composeOptions(actor, connectionId, chosen) {
      const row = await findConnection(db, actor.workspaceId, connectionId);
      const [options, quota] = await Promise.all([readOptions(deps, row, chosen), readQuota(deps, row)]);
      return { options, quota };
    },
    async demands(actor, connectionId, options) {
      return readDemands(deps, await findConnection(db, actor.workspaceId, connectionId), options);
    },
    findAccounts: (actor, input) => findAccounts(deps, actor, input),
    connectAccount: (actor, input) => connectAccount(deps, actor, input),
    fans: (actor, input) => readFans(deps, actor, input),
    chats: (actor, input) => readChats(deps, actor, input),
    credits: (actor, connectionId) => readCredits(deps, actor, connectionId),
    disconnect: (actor, connectionId) => disconnect(deps, actor, connectionId),
    startConnect: (actor, input) => startConnect(deps, actor, input),
    finishConnect: (userId, platform, query) => finishConnect(deps, userId, platform, query),
    async connectionRevoked(tx, { platform, accountRef, event }) {
      const rows = await findByAccount(tx.db, platform, accountRef);
      // A webhook may be days late: it says nothing about a login that came after it.
      const meant = rows.filter((row) => row.tokenIssuedAt.getTime() <= latestEnd(event));
      for (const row of meant) await deps.tokens.lost(tx, row, "revoked_at_platform");
      return rows.length > 0 ? "applied" : "unknown";
    },
  };
}

/** Detail of the journal, a key under `connections.reason`: what became of the grant at the network. */
type Farewell = "revoked_by_us" | "revoke_not_offered" | "revoke_unconfirmed" | "grant_shared";

/**
 * Out of use first, so that the network's own news of the end alarms nobody; taken back then, with the token still at
 * hand; forgotten last. A process that dies on the way is finished by the sweep.
 */
async function disconnect(deps: AccountsDeps, actor: Actor, connectionId: string): Promise<void> {
  requireRole(actor, "admin");
  const row = await findConnection(deps.db, actor.workspaceId, connectionId);
  const session = await deps.tokens.fresh(row.id).catch((error) => {
    deps.log.info("disconnects without a working token", { connectionId, error: toAppError(error) });
    return undefined;
  });
  const first = await deps.work.run((tx) => deps.tokens.leaving(tx, row));
  if (!first) return;
  const farewell = await takeBack(deps, row, session);
  await deps.work.run((tx) => deps.tokens.forgotten(tx, row, farewell));
}

/** A network that cannot be reached does not keep a person from disconnecting. */
async function takeBack(
  deps: AccountsDeps,
  row: ConnectionWithRisk,
  session: PlatformSession | undefined,
): Promise<Farewell> {
  if (await sharesGrant(deps.db, row)) return "grant_shared";
  if (!deps.platforms.get(row.platform)?.oauth) return "revoke_not_offered";
  if (!session) return "revoke_unconfirmed";
  try {
    const { oauth } = platformThat(deps.platforms, row.platform, "oauth");
    const refreshToken = await deps.tokens.refreshTokenOf(row.id);
    return (await oauth.revoke(session, refreshToken)) ? "revoked_by_us" : "revoke_not_offered";
  } catch (error) {
    deps.log.warn("grant not taken back", { connectionId: row.id, error: toAppError(error) });
    return "revoke_unconfirmed";
  }
}
