import type { Pool } from "pg";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { systemClock } from "#server/core/clock.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { newId } from "#server/core/ids.ts";
import { type RotationReport, rotateKeys } from "#server/features/tokens/rotate-keys.ts";
import { createTokenVault, type TokenVault } from "#server/features/tokens/vault.ts";
import type { Db } from "#server/features/unit-of-work.ts";

const OLD = { id: "old", key: toBase64(new Uint8Array(32).fill(7)) };
const NEW = { id: "new", key: toBase64(new Uint8Array(32).fill(9)) };

export interface KeysOptions {
  db: Db;
  pool: Pool;
  /** Two sealed tokens each. */
  connections: number;
  readers: number;
  /** Ends the first rotation after this many looked at, as a kill would. */
  endAfter?: number;
}

export interface KeysReport {
  sealed: number;
  seconds: number;
  reads: number;
  failedReads: number;
  /** The run that was ended, the one that went on, and a last one. */
  runs: RotationReport[];
  /** Values the old key alone still opens, or the new key does not. */
  leftBehind: number;
  forgeries: number;
  undetected: number;
}

/** Seals with the old key, then rotates to the new one while readers read without a pause. */
export async function rotateUnderLoad(options: KeysOptions): Promise<KeysReport> {
  const { db, pool } = options;
  const places = await seedSealed(options, createTokenVault(createSecretBox([OLD])));
  const vault = createTokenVault(createSecretBox([NEW, OLD]));
  const bench = tokenBench({ url: "", db, pool, close: async () => undefined }, systemClock, new Map(), {
    vault,
  });
  let reading = true;
  let reads = 0;
  let failedReads = 0;
  const reader = async (seed: number) => {
    for (let n = seed; reading; n += 7_919) {
      const place = places[n % places.length];
      if (!place) return;
      const session = await bench.tokens.fresh(place.id).catch(() => undefined);
      if (session?.accessToken !== `act.canary-${place.id}`) failedReads += 1;
      reads += 1;
    }
  };
  const readers = Array.from({ length: options.readers }, (_, index) => reader(index * 31));
  const startedAt = performance.now();
  const ended = await rotateKeys({
    db,
    vault,
    onProgress: (looked) => {
      if (looked >= (options.endAfter ?? Number.POSITIVE_INFINITY)) throw new Ended();
    },
  }).catch((error: unknown) => {
    if (!(error instanceof Ended)) throw error;
    return undefined;
  });
  const further = [await rotateKeys({ db, vault }), await rotateKeys({ db, vault })];
  const seconds = (performance.now() - startedAt) / 1000;
  reading = false;
  await Promise.all(readers);
  return {
    sealed: places.length * 2,
    seconds,
    reads,
    failedReads,
    runs: [...(ended ? [ended] : []), ...further],
    leftBehind: await leftBehind(db),
    ...(await forge(db, createTokenVault(createSecretBox([NEW])))),
  };
}

class Ended extends Error {}

interface Place {
  id: string;
  workspaceId: string;
}

async function seedSealed({ db, connections }: KeysOptions, vault: TokenVault): Promise<Place[]> {
  const actor = await seedWorkspace(db);
  const { workspaceId } = actor;
  const places: Place[] = [];
  const now = new Date();
  while (places.length < connections) {
    const ids = Array.from({ length: Math.min(1_000, connections - places.length) }, newId);
    const data = await Promise.all(
      ids.map(async (id) => ({
        id,
        workspaceId,
        platform: "instagram",
        flavor: "instagram-login",
        externalId: `ext-${id}`,
        handle: id,
        displayName: id,
        scopes: [],
        tokenIssuedAt: now,
        connectedByUserId: actor.userId,
        accessToken: await vault.seal(
          { workspaceId, connectionId: id, column: "accessToken" },
          `act.canary-${id}`,
        ),
        refreshToken: await vault.seal(
          { workspaceId, connectionId: id, column: "refreshToken" },
          `rft.canary-${id}`,
        ),
      })),
    );
    await db.connection.createMany({ data });
    places.push(...ids.map((id) => ({ id, workspaceId })));
  }
  return places;
}

async function leftBehind(db: Db): Promise<number> {
  return db.connection.count({
    where: {
      OR: [
        { NOT: { accessToken: { startsWith: "v1.new." } } },
        { NOT: { refreshToken: { startsWith: "v1.new." } } },
      ],
    },
  });
}

/** Takes rows in pairs, swaps what they hold, swaps columns, cuts: none of it may open. */
async function forge(db: Db, vault: TokenVault): Promise<{ forgeries: number; undetected: number }> {
  const rows = await db.connection.findMany({ take: 2_000, orderBy: { id: "asc" } });
  let forgeries = 0;
  let undetected = 0;
  const attempt = async (
    row: (typeof rows)[number],
    column: "accessToken" | "refreshToken",
    value: string,
  ) => {
    forgeries += 1;
    const place = { workspaceId: row.workspaceId, connectionId: row.id, column };
    const opened = await vault.open(place, value).catch(() => undefined);
    if (opened !== undefined) undetected += 1;
  };
  for (const [index, row] of rows.entries()) {
    const other = rows[(index + 1) % rows.length];
    const { accessToken, refreshToken } = row;
    if (!accessToken || !refreshToken || !other?.accessToken || other === row) continue;
    await attempt(row, "accessToken", other.accessToken);
    await attempt(row, "accessToken", refreshToken);
    await attempt(row, "refreshToken", accessToken);
    await attempt(row, "accessToken", accessToken.slice(0, -1 - (index % 20)));
    await attempt(row, "accessToken", accessToken.replace(/^v1\.new/, "v1.old"));
  }
  return { forgeries, undetected };
}
