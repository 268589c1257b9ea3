import type { Actor } from "#server/features/actor.ts";
import { CACHED_MS, cached } from "#server/features/cached.ts";
import type { AudiencePage, Chat, Fan } from "#server/platforms/audience.ts";
import { assistedBy } from "#server/platforms/connect.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { AccountsDeps } from "./deps.ts";
import { withSession } from "./live.ts";
import { type ConnectionWithRisk, findConnection } from "./repo.ts";

/** What a network tells of the people behind a connection, each page asked at most twice a minute. */

const NOBODY = { items: [], nextCursor: null };

export async function readFans(
  deps: AccountsDeps,
  actor: Actor,
  { connectionId, cursor }: { connectionId: string; cursor?: string | undefined },
): Promise<AudiencePage<Fan>> {
  const row = await findConnection(deps.db, actor.workspaceId, connectionId);
  if (isAssisted(deps, row)) return NOBODY;
  const { audience } = platformThat(deps.platforms, row.platform, "audience");
  return ask(deps, row, `fans:${cursor ?? ""}`, CACHED_MS.messages, () =>
    withSession(deps, row.id, (session) => audience.fans(session, cursor)),
  );
}

export async function readChats(
  deps: AccountsDeps,
  actor: Actor,
  { connectionId, cursor }: { connectionId: string; cursor?: string | undefined },
): Promise<AudiencePage<Chat>> {
  const row = await findConnection(deps.db, actor.workspaceId, connectionId);
  if (isAssisted(deps, row)) return NOBODY;
  const { audience } = platformThat(deps.platforms, row.platform, "audience");
  return ask(deps, row, `chats:${cursor ?? ""}`, CACHED_MS.messages, () =>
    withSession(deps, row.id, (session) => audience.chats(session, cursor)),
  );
}

/** Null where calls cost nothing, or the network does not tell. */
export async function readCredits(
  deps: AccountsDeps,
  actor: Actor,
  connectionId: string,
): Promise<{ balance: number } | null> {
  const row = await findConnection(deps.db, actor.workspaceId, connectionId);
  if (isAssisted(deps, row)) return null;
  const { audience } = platformThat(deps.platforms, row.platform, "audience");
  return ask(deps, row, "credits", CACHED_MS.account, () =>
    withSession(deps, row.id, (session) => audience.credits(session)),
  );
}

const isAssisted = (deps: AccountsDeps, row: ConnectionWithRisk): boolean =>
  assistedBy(deps.platforms.get(row.platform), row.flavor) !== undefined;

const ask = <T>(
  deps: AccountsDeps,
  row: ConnectionWithRisk,
  what: string,
  forMs: number,
  read: () => Promise<T>,
): Promise<T> => cached(deps, `connection:${row.id}:${row.tokenVersion}:${what}`, forMs, read);
