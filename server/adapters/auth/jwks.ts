import { AppError } from "#server/core/errors.ts";
import type { Clock, Http } from "#server/core/ports.ts";

export interface PublicKeySet {
  /** The RSA key of this id; undefined when the provider publishes none, asked anew at most every half minute. */
  key(kid: string): Promise<CryptoKey | undefined>;
}

export interface PublicKeySetDeps {
  http: Http;
  clock: Clock;
  service: string;
  url: string;
}

const SECOND_MS = 1_000;
/** Tokens with invented key ids must not make us hammer the provider. */
const REST_MS = 30 * SECOND_MS;
const SHORTEST_MS = 5 * 60 * SECOND_MS;
const LONGEST_MS = 24 * 3_600 * SECOND_MS;

interface Fetched {
  keys: Map<string, CryptoKey>;
  at: number;
  freshUntil: number;
}

/**
 * A provider's published signing keys: kept as long as its `Cache-Control` says (5 minutes to a day), asked for again
 * when a token names a key we have not seen, as happens at every rotation. When the provider cannot be asked, what we
 * have goes on; having nothing, the provider's error is thrown.
 */
export function createPublicKeySet(deps: PublicKeySetDeps): PublicKeySet {
  let known: Fetched | undefined;
  let underWay: Promise<Fetched> | undefined;
  const fetched = (): Promise<Fetched> => {
    underWay ??= fetchKeys(deps).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  return {
    async key(kid) {
      const now = deps.clock.now().getTime();
      const stale = !known || now >= known.freshUntil;
      const rested = !known || now >= known.at + REST_MS;
      if (stale || (!known?.keys.has(kid) && rested)) {
        const had = known;
        known = await fetched().catch((error) => {
          if (had) return { ...had, at: now };
          throw error;
        });
      }
      return known?.keys.get(kid);
    },
  };
}

async function fetchKeys({ http, clock, service, url }: PublicKeySetDeps): Promise<Fetched> {
  const response = await http.fetch({ service, operation: "certs", url, deadlineMs: 5_000 });
  const body = response.json<{ keys?: unknown } | null>();
  if (!Array.isArray(body?.keys)) throw new AppError("INVALID_RESPONSE", `${service}: no keys published`);
  const keys = new Map<string, CryptoKey>();
  for (const jwk of body.keys as JsonWebKeyOfProvider[]) {
    const key = await importKey(jwk);
    if (key && jwk.kid) keys.set(jwk.kid, key);
  }
  const at = clock.now().getTime();
  return { keys, at, freshUntil: at + lifetimeMs(response.headers.get("cache-control")) };
}

interface JsonWebKeyOfProvider {
  kid?: string;
  kty?: string;
  use?: string;
  alg?: string;
  n?: string;
  e?: string;
}

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const LEAST_MODULUS_BITS = 2_048;

/** Undefined for what is no RSA key for signatures, or too short a one. */
async function importKey({ kty, use, alg, n, e }: JsonWebKeyOfProvider): Promise<CryptoKey | undefined> {
  if (kty !== "RSA" || !n || !e || (use ?? "sig") !== "sig" || (alg ?? "RS256") !== "RS256") return undefined;
  const key = await crypto.subtle
    .importKey("jwk", { kty, n, e }, ALGORITHM, false, ["verify"])
    .catch(() => undefined);
  const { modulusLength = 0 } = (key?.algorithm ?? {}) as { modulusLength?: number };
  return modulusLength >= LEAST_MODULUS_BITS ? key : undefined;
}

function lifetimeMs(cacheControl: string | null): number {
  const seconds = Number(/max-age=(\d{1,9})/.exec(cacheControl ?? "")?.[1] ?? 0);
  return Math.min(Math.max(seconds * SECOND_MS, SHORTEST_MS), LONGEST_MS);
}
