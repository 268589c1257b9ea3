import { createMemoryCache } from "#server/adapters/memory/memory-cache.ts";
import { createMemoryRateLimiter } from "#server/adapters/memory/memory-rate-limiter.ts";
import { createPostgresLock } from "#server/adapters/postgres-lock/postgres-lock.ts";
import { createRedisCache } from "#server/adapters/redis/redis-cache.ts";
import { createRedisLock } from "#server/adapters/redis/redis-lock.ts";
import { createRedisRateLimiter } from "#server/adapters/redis/redis-rate-limiter.ts";
import { openRedis } from "#server/adapters/redis/store.ts";
import { createUpstashCache } from "#server/adapters/upstash/upstash-cache.ts";
import { createUpstashLock } from "#server/adapters/upstash/upstash-lock.ts";
import { createUpstashRateLimiter } from "#server/adapters/upstash/upstash-rate-limiter.ts";
import type { Config } from "#server/config/config.ts";
import { lockWithFallback } from "#server/core/locks.ts";
import type { Cache, Clock, Lock, Log, RateLimiter } from "#server/core/ports.ts";
import type { LocalCounts } from "#server/http/shared-rate-limiter.ts";
import type { Database } from "./database.ts";

/** What instances share so as not to do things twice; the house works without any of it. */
export interface Stores {
  cache: Cache;
  rateLimiter: RateLimiter;
  /** The counts of this process alone. */
  localLimiter: RateLimiter;
  lock: Lock;
  close(): void;
}

export interface StoresDeps {
  config: Pick<Config, "upstashRedis" | "redis">;
  database: Pick<Database, "pool">;
  clock: Clock;
  log: Log;
}

/** Upstash where it is configured, else a Redis server, else this process and, for locks, the database. */
export function openStores(deps: StoresDeps): Stores {
  const { config, database, clock, log } = deps;
  const local = createMemoryRateLimiter(clock);
  const inDatabase = createPostgresLock({ pool: database.pool, clock });
  const shared = config.upstashRedis
    ? overUpstash(deps, config.upstashRedis, local)
    : config.redis && overRedis(deps, config.redis, local);
  if (shared) return { ...shared, localLimiter: local, lock: lockWithFallback(shared.lock, inDatabase, log) };
  return {
    cache: createMemoryCache(clock),
    rateLimiter: local,
    localLimiter: local,
    lock: inDatabase,
    close: () => undefined,
  };
}

type Shared = Pick<Stores, "cache" | "rateLimiter" | "lock" | "close">;

function overUpstash(
  { clock, log }: StoresDeps,
  upstash: { url: string; token: string },
  local: LocalCounts,
): Shared {
  const options = { ...upstash, clock, log };
  return {
    cache: createUpstashCache(options),
    rateLimiter: createUpstashRateLimiter({ ...options, local }),
    lock: createUpstashLock(options),
    close: () => undefined,
  };
}

function overRedis({ clock, log }: StoresDeps, { url }: { url: string }, local: LocalCounts): Shared {
  const store = openRedis({ url, clock, log });
  return {
    cache: createRedisCache(store),
    rateLimiter: createRedisRateLimiter({ store, local, clock }),
    lock: createRedisLock(store),
    close: () => store.close(),
  };
}
