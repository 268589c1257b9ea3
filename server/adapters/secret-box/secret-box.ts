import { fromBase64, fromBase64Url, toBase64Url, utf8 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import type { SecretBox } from "#server/core/ports.ts";

export interface SecretKey {
  /** Short name stored with every value; letters, digits, `_` and `-`. */
  id: string;
  /** base64 of 32 random bytes. */
  key: string;
}

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * AES-256-GCM over Web Crypto. The first key seals, all of them open. A value is bound to its place (the additional
 * data), to the format and to the id of its key: moved, cut, altered or renamed, it throws CRYPTO_ERROR.
 *
 * Format: `v1.<keyId>.<iv>.<ciphertext+tag>`, base64url. A key seals fewer than 2^32 values (NIST SP 800-38D 8.3,
 * random 96-bit nonces); rotate long before.
 */
export function createSecretBox(keys: readonly SecretKey[]): SecretBox {
  const [current] = keys;
  if (!current) throw cryptoError("no encryption key is configured");
  const rawKeys = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const key of keys) rawKeys.set(...readKey(key, rawKeys));
  const imported = new Map<string, Promise<CryptoKey>>();

  const keyOf = (id: string): Promise<CryptoKey> => {
    const raw = rawKeys.get(id);
    if (!raw) throw cryptoError("sealed with a key that is not configured", { keyId: id });
    const ready =
      imported.get(id) ?? crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    imported.set(id, ready);
    return ready;
  };

  return {
    async seal(plaintext, additionalData) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = gcm(iv, current.id, additionalData);
      const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(current.id), utf8(plaintext));
      return [VERSION, current.id, toBase64Url(iv), toBase64Url(new Uint8Array(sealed))].join(".");
    },

    async open(sealed, additionalData) {
      const { keyId, iv, ciphertext } = parse(sealed);
      const key = await keyOf(keyId);
      const plaintext = await crypto.subtle
        .decrypt(gcm(iv, keyId, additionalData), key, ciphertext)
        .catch(() => {
          throw cryptoError("altered, or sealed for another place", { keyId });
        });
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plaintext);
    },

    needsRotation: (sealed) => !sealed.startsWith(`${VERSION}.${current.id}.`),
  };
}

/** The key id is authenticated as well: the length prefix keeps (id, place) pairs apart whatever they contain. */
const gcm = (iv: Uint8Array<ArrayBuffer>, keyId: string, additionalData: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(`${VERSION}.${keyId.length}.${keyId}.${additionalData}`),
  tagLength: TAG_BYTES * 8,
});

function parse(sealed: string) {
  const [version, keyId, ivText, cipherText, ...rest] = sealed.split(".");
  const iv = fromBase64Url(ivText ?? "");
  const ciphertext = fromBase64Url(cipherText ?? "");
  const wellFormed = version === VERSION && keyId !== undefined && KEY_ID.test(keyId) && rest.length === 0;
  if (!wellFormed || iv?.length !== IV_BYTES || !ciphertext || ciphertext.length < TAG_BYTES)
    throw cryptoError("not a sealed value");
  return { keyId, iv, ciphertext };
}

function readKey(key: SecretKey, known: Map<string, unknown>): [string, Uint8Array<ArrayBuffer>] {
  const raw = fromBase64(key.key);
  if (!KEY_ID.test(key.id)) throw cryptoError("an encryption key needs a short id", { keyId: key.id });
  if (known.has(key.id)) throw cryptoError("two encryption keys share one id", { keyId: key.id });
  if (raw?.length !== 32) throw cryptoError("an encryption key is base64 of 32 bytes", { keyId: key.id });
  return [key.id, raw];
}

const cryptoError = (message: string, params: Record<string, string> = {}) =>
  new AppError("CRYPTO_ERROR", message, { params });
