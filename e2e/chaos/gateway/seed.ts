import type pg from "pg";
import { LOGIN_AGO_S, MAILBOX, type World } from "./world.ts";

export interface SeedOptions {
  workspaceId: string;
  sinceS: number;
}

/** Accounts, and posts that are live without a public id: as they are when a network begins to tell of them. */
export async function seedWorld(pool: pg.Pool, world: World, options: SeedOptions): Promise<void> {
  const tiktok = [
    ...new Set(world.posts.map(({ account }) => account)),
    ...world.departures.map(({ account }) => account),
  ];
  const login = new Date((options.sinceS - LOGIN_AGO_S) * 1_000).toISOString();
  const connect = (platform: string, flavor: string, accounts: string[]) =>
    pool.query(
      `INSERT INTO connections (id, "workspaceId", platform, flavor, "externalId", handle, "displayName", "tokenIssuedAt",
                                "connectedByUserId", "updatedAt")
       SELECT gen_random_uuid(), $1, $2, $3, a, a, a, $5::timestamp, 'gateway', now() FROM unnest($4::text[]) AS a`,
      [options.workspaceId, platform, flavor, accounts, login],
    );
  await connect("tiktok", "login-kit", tiktok);
  await connect("onlyfans", "partner", [MAILBOX]);
  await pool.query(
    `WITH said AS (
       SELECT gen_random_uuid() AS post, account, publish FROM unnest($2::text[], $3::text[]) AS s (account, publish)
     ), posts AS (
       INSERT INTO posts (id, "workspaceId", "createdByUserId", "timeZone", status, "updatedAt")
       SELECT post, $1, 'gateway', 'UTC', 'scheduled', now() FROM said
     )
     INSERT INTO post_targets (id, "workspaceId", "postId", "connectionId", kind, status, handles, "updatedAt")
     SELECT gen_random_uuid(), $1, s.post, c.id, 'video', 'live', jsonb_build_object('publishId', s.publish), now()
     FROM said s JOIN connections c ON c."workspaceId" = $1 AND c.platform = 'tiktok' AND c."externalId" = s.account`,
    [
      options.workspaceId,
      world.posts.map(({ account }) => account),
      world.posts.map(({ publishId }) => publishId),
    ],
  );
  await pool.query("ANALYZE");
}
