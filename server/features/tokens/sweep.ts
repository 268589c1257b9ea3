import type { TokensDeps } from "./deps.ts";
import { forgetLeftovers } from "./forget.ts";
import { type ConnectionRow, countTargetsAfter, type DueConnection, findDue, findEnding } from "./repo.ts";

const HOUR_MS = 3_600_000;
const WARN_BEFORE_MS = 14 * 24 * HOUR_MS;
const BATCH = 200;
/** What is due beyond this waits for the next round: after a long outage that is fifty thousand accounts. */
const MOST_BATCHES = 250;

/**
 * Enqueues a renewal for every connection that is due. One job per version and hour: its own retries do the work in
 * between, and a job that died is followed by another.
 */
export async function sweepTokens(deps: TokensDeps): Promise<number> {
  const now = deps.clock.now();
  let enqueued = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const due = await findDue(deps.db, now, BATCH, batch * BATCH);
    enqueued += await enqueueAll(deps, due, now);
    if (due.length < BATCH) break;
  }
  const ending = await findEnding(deps.db, now, new Date(now.getTime() + WARN_BEFORE_MS));
  for (const connection of ending) await warnOfTheEnd(deps, connection);
  await forgetLeftovers(deps);
  return enqueued;
}

async function enqueueAll({ work }: TokensDeps, due: DueConnection[], now: Date): Promise<number> {
  const slot = Math.floor(now.getTime() / HOUR_MS);
  return work.run(async (tx) => {
    let count = 0;
    for (const { id, workspaceId, tokenVersion } of due) {
      const payload = { connectionId: id, tokenVersion };
      const key = `${id}:${tokenVersion}:${slot}`;
      if (await tx.enqueue("token.refresh", payload, { key, workspaceId })) count += 1;
    }
    return count;
  });
}

/** Some grants end for good, however often they are renewed: said in time, once per end. */
async function warnOfTheEnd(deps: TokensDeps, connection: ConnectionRow): Promise<void> {
  const day = connection.refreshTokenExpiresAt?.toISOString().slice(0, 10) ?? "";
  await deps.work.run(async (tx) =>
    deps.notifications.notify(tx, {
      workspaceId: connection.workspaceId,
      type: "connection.ending",
      severity: "warning",
      params: {
        count: await countTargetsAfter(tx.db, connection, connection.refreshTokenExpiresAt),
        network: deps.platforms.get(connection.platform)?.label ?? connection.platform,
        handle: connection.handle,
        day,
      },
      href: `/accounts/${connection.id}`,
      dedupeKey: `connection.ending:${connection.id}:${day}`,
      mail: true,
    }),
  );
}
