import { createAccountsService } from "#server/features/accounts/accounts.ts";
import type { AccountsDeps } from "#server/features/accounts/deps.ts";
import type { AccountsService } from "#server/features/accounts/service.ts";
import type { Actor } from "#server/features/actor.ts";
import type { TestClock } from "./clock.ts";
import type { TestDatabase } from "./database.ts";
import { type LoginNetwork, loginNetwork } from "./login-network.ts";
import { type TokenBench, testSecretBox, tokenBench } from "./token-bench.ts";

export interface AccountsBench extends TokenBench {
  service: AccountsService;
  network: LoginNetwork;
  accountsDeps: AccountsDeps;
  /** Begins a login and returns what the network was told. */
  begin(actor: Actor, input?: { flavor?: string; returnTo?: string }): Promise<URLSearchParams>;
  /** A whole login: begun, consented to, finished. Returns the ids of the connections. */
  login(actor: Actor): Promise<string[]>;
}

/** The accounts feature on a real database, before a network of the test's choice. */
export function accountsBench(database: TestDatabase, clock: TestClock): AccountsBench {
  const network = loginNetwork(clock.now);
  const platforms = new Map([["instagram", network.platform]]);
  const bench = tokenBench(database, clock, platforms);
  const cache = new Map<string, { value: unknown; until: number }>();
  const accountsDeps: AccountsDeps = {
    ...bench.deps,
    platforms,
    tokens: bench.tokens,
    secretBox: testSecretBox(),
    config: {
      platforms: {
        instagram: {
          mode: "sandbox",
          clients: { "instagram-login": {}, "facebook-login": {} },
          redirectUri: "https://app.test/auth/instagram/callback",
        },
        tiktok: { mode: "off", clients: {}, redirectUri: "https://app.test/auth/tiktok/callback" },
      },
    },
    cache: {
      async get<T>(key: string) {
        const entry = cache.get(key);
        return entry && entry.until > clock.now().getTime() ? (entry.value as T) : undefined;
      },
      set: async (key, value, ttlMs) => void cache.set(key, { value, until: clock.now().getTime() + ttlMs }),
      delete: async (key) => void cache.delete(key),
    },
  };
  const service = createAccountsService(accountsDeps);
  const begin: AccountsBench["begin"] = async (actor, input = {}) => {
    const { authorizeUrl } = await service.startConnect(actor, { platform: "instagram", ...input });
    return new URL(authorizeUrl).searchParams;
  };
  return {
    ...bench,
    service,
    network,
    accountsDeps,
    begin,
    async login(actor) {
      const state = (await begin(actor)).get("state") ?? "";
      const { connected } = await service.finishConnect(
        actor.userId,
        "instagram",
        new URLSearchParams({ state, code: "canary-code" }),
      );
      return connected;
    },
  };
}
