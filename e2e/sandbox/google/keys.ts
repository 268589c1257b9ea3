import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/**
 * Google's signing keys, by generation: each rotation brings a new one, and the one before stays published for a while.
 * Made when first needed, kept for the life of the process.
 */
export interface SigningKeys {
  current(generation: number): SigningKey;
  /** A key that was never published. */
  foreign(): SigningKey;
  /** The body of the certs address. */
  published(generation: number): { keys: Record<string, unknown>[] };
}

export function createSigningKeys(): SigningKeys {
  const made = new Map<number, SigningKey>();
  const of = (generation: number): SigningKey => {
    const key = made.get(generation) ?? makeKey();
    made.set(generation, key);
    return key;
  };
  return {
    current: of,
    foreign: () => of(-1),
    published: (generation) => ({
      keys: [generation, generation - 1].filter((one) => one >= 0).map((one) => jwkOf(of(one))),
    }),
  };
}

function makeKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "spki", format: "der" });
  return { kid: createHash("sha1").update(der).digest("hex"), privateKey, publicKey };
}

const jwkOf = ({ kid, publicKey }: SigningKey): Record<string, unknown> => {
  const { n, e } = publicKey.export({ format: "jwk" });
  return { kty: "RSA", use: "sig", alg: "RS256", kid, n, e };
};
