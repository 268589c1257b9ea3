import type { Collection, Store } from "./store.ts";

/** What a test may change about a network. Names and values are the control API's. */
export interface NetworkSettings {
  /** How long a medium is worked on before it is ready, and again how long moderation takes. Scaled by the pace. */
  processingMs: number;
  /** Posts an account may publish in 24 hours. */
  quota: number;
  moderation: "approve" | "reject" | "manual";
  webhooks: "normal" | "duplicate" | "late" | "reordered" | "off";
  /** TikTok's two documented sets: `old` 24 h and 365 d, `new` 2 h and 180 d. */
  tokenLifetimes: "old" | "new";
  /** How long a rotated refresh token still works. */
  refreshGraceMs: number;
  /** Per-minute limits and call budgets; off for tests that hammer. */
  rateLimits: boolean;
  /** TikTok: the app has not passed the audit, so it may only post privately to private accounts. */
  unaudited: boolean;
  /** TikTok's OAuth errors arrive with HTTP 200 or with 400; both were seen. */
  oauthErrorStatus: 200 | 400;
  /** Instagram Login's code exchange: the flat answer most clients see, or the documented `data` list. */
  exchangeShape: "flat" | "documented";
  /** Publishing a published container again: an error, or the id of the post that exists. Never a second post. */
  republish: "error" | "same-id";
  /** How long a new post takes to appear in its author's list. Not scaled by the pace. */
  listingDelayMs: number;
  /** Exact redirect URIs of the app; empty: every address of the app's origin. */
  redirectUris: string[];
  /** Google: id tokens as they should be, or with one thing wrong that no client may overlook. */
  idTokens:
    | "valid"
    | "wrong-issuer"
    | "wrong-audience"
    | "foreign-party"
    | "wrong-nonce"
    | "no-nonce"
    | "expired"
    | "from-the-future"
    | "unknown-kid"
    | "wrong-signature"
    | "wrong-access-token"
    | "unsigned"
    | "hmac-with-public-key";
  /** Google: how often the signing keys have rotated. The key before the present one stays published. */
  keyGeneration: number;
}

export interface SettingsOf {
  get(network: string): NetworkSettings;
  set(network: string, patch: Partial<NetworkSettings>): NetworkSettings;
}

const COMMON: NetworkSettings = {
  processingMs: 5_000,
  quota: 50,
  moderation: "approve",
  webhooks: "normal",
  tokenLifetimes: "new",
  refreshGraceMs: 0,
  rateLimits: true,
  unaudited: false,
  oauthErrorStatus: 400,
  exchangeShape: "flat",
  republish: "error",
  listingDelayMs: 0,
  redirectUris: [],
  idTokens: "valid",
  keyGeneration: 0,
};

export function createSettings(store: Store, defaults: Record<string, Partial<NetworkSettings>>): SettingsOf {
  const saved: Collection<Partial<NetworkSettings>> = store.collection("settings", { max: 100 });
  const get = (network: string): NetworkSettings => ({
    ...COMMON,
    ...defaults[network],
    ...saved.get(network),
  });
  return {
    get,
    set(network, patch) {
      store.commit([saved.put(network, { ...saved.get(network), ...patch })]);
      return get(network);
    },
  };
}
