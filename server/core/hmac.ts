import { toBase64, toBase64Url, toHex, utf8 } from "./encoding.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Lower-case hex of HMAC-SHA256. Strings are taken as UTF-8. */
export async function hmacSha256Hex(secret: string | Bytes, message: string | Bytes): Promise<string> {
  return toHex(await hmacSha256(secret, message));
}

/** Standard base64 (with padding) of HMAC-SHA256. */
export async function hmacSha256Base64(secret: string | Bytes, message: string | Bytes): Promise<string> {
  return toBase64(await hmacSha256(secret, message));
}

/** base64url (no padding) of HMAC-SHA256, fit for an address. */
export async function hmacSha256Base64Url(secret: string | Bytes, message: string | Bytes): Promise<string> {
  return toBase64Url(await hmacSha256(secret, message));
}

/** Lower-case hex of SHA-256. */
export async function sha256Hex(message: string | Bytes): Promise<string> {
  return toHex(await sha256(message));
}

/** base64url (no padding) of SHA-256: a PKCE challenge. */
export async function sha256Base64Url(message: string | Bytes): Promise<string> {
  return toBase64Url(await sha256(message));
}

/**
 * Compares without telling by its duration where the two differ. Strings are compared as UTF-8 bytes; different
 * lengths are unequal (a length is not a secret: every digest has the same).
 */
export function timingSafeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = typeof a === "string" ? utf8(a) : a;
  const right = typeof b === "string" ? utf8(b) : b;
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/**
 * Node's own crypto answers at once; Web Crypto hands each call to another thread, which costs a webhook more than all
 * the rest of its check. Hosts without it (the edge) have Web Crypto alone. The results are the same.
 */
const native = globalThis.process?.getBuiltinModule?.("node:crypto");

async function hmacSha256(secret: string | Bytes, message: string | Bytes): Promise<Bytes> {
  if (secret.length === 0) throw new TypeError("an empty secret signs nothing");
  return native
    ? new Uint8Array(native.createHmac("sha256", secret).update(message).digest())
    : webHmacSha256(asBytes(secret), asBytes(message));
}

/** The way of hosts that have Web APIs alone. */
export async function webHmacSha256(key: Bytes, message: Bytes): Promise<Bytes> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

async function sha256(message: string | Bytes): Promise<Bytes> {
  return native
    ? new Uint8Array(native.createHash("sha256").update(asBytes(message)).digest())
    : webSha256(asBytes(message));
}

/** The way of hosts that have Web APIs alone. */
export const webSha256 = async (message: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", message));

const asBytes = (value: string | Bytes): Bytes => (typeof value === "string" ? utf8(value) : value);
