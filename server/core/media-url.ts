import { AppError } from "./errors.ts";
import { hmacSha256Base64Url, timingSafeEqual } from "./hmac.ts";
import { isObjectKey } from "./object-key.ts";

/** Where stored objects are served to whoever holds a signed address. */
const PUBLIC_MEDIA_PATH = "/media/";

export interface MediaUrlSigner {
  /** `<APP_URL>/media/<key>?exp=<seconds>&sig=<base64url HMAC-SHA256>`; anyone may GET it until `expiresAt`. */
  sign(key: string, expiresAt: Date): Promise<string>;
  /** The key and expiry a signed address names. Throws NOT_FOUND for no key, FORBIDDEN when altered or expired. */
  verify(url: URL, now: Date): Promise<{ key: string; expiresAt: Date }>;
}

/** Signs and checks public media addresses. The purpose is part of what is signed: no other signature opens media. */
export function createMediaUrlSigner(options: { appUrl: string; secret: string }): MediaUrlSigner {
  const signature = (key: string, expires: number) =>
    hmacSha256Base64Url(options.secret, `media-url:v1\n${key}\n${expires}`);
  return {
    async sign(key, expiresAt) {
      const expires = Math.floor(expiresAt.getTime() / 1000);
      return `${options.appUrl}${PUBLIC_MEDIA_PATH}${key}?exp=${expires}&sig=${await signature(key, expires)}`;
    },
    async verify(url, now) {
      const key = url.pathname.slice(PUBLIC_MEDIA_PATH.length);
      if (!url.pathname.startsWith(PUBLIC_MEDIA_PATH) || !isObjectKey(key))
        throw new AppError("NOT_FOUND", "no such media address");
      const expires = Number(/^\d{1,12}$/.exec(url.searchParams.get("exp") ?? "")?.[0] ?? Number.NaN);
      if (Number.isNaN(expires)) throw new AppError("FORBIDDEN", "media address without expiry");
      const given = url.searchParams.get("sig") ?? "";
      if (!timingSafeEqual(given, await signature(key, expires)))
        throw new AppError("FORBIDDEN", "media address with a wrong signature");
      if (expires * 1000 <= now.getTime()) throw new AppError("FORBIDDEN", "media address has expired");
      return { key, expiresAt: new Date(expires * 1000) };
    },
  };
}
