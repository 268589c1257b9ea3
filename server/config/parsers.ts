import { z } from "zod";
import { fromBase64 } from "#server/core/encoding.ts";

/** A reader of one text; `expectation` finishes the sentence "must be …". */
const rule = <T>(expectation: string, read: (raw: string) => T | undefined): z.ZodType<T, string> =>
  z.string().transform((raw, context) => {
    const value = read(raw);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: `must be ${expectation}` });
    return z.NEVER;
  });

const matching = (expectation: string, pattern: RegExp) =>
  rule(expectation, (raw) => (pattern.test(raw) ? raw : undefined));

const urlWith = (expectation: string, accept: (url: URL) => boolean) =>
  rule(expectation, (raw) => {
    const url = URL.canParse(raw) ? new URL(raw) : undefined;
    return url && accept(url) ? raw.replace(/\/+$/, "") : undefined;
  });

export const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|::1)$/;

export const text = rule("a text", (raw) => raw);
/** Printable and without spaces: what ids, keys and tokens of every provider are. */
export const token = matching("a single word without spaces", /^[\x21-\x7e]+$/);
/** A secret of our own making: long enough, and not one key held down. */
export const ownSecret = (least: number) =>
  rule(`at least ${least} characters, and no pattern like aaaa`, (raw) =>
    raw.length >= least && new Set(raw).size >= 8 ? raw : undefined,
  );

/** `secret` or `new,old`: several are taken while one replaces the other. None may be empty. */
export const secrets = (each: z.ZodType<string, string>, expectation: string) =>
  rule(`${expectation} (several, separated by commas: all are taken)`, (raw) => {
    const list = raw.split(",").map((secret) => secret.trim());
    return list.every((secret) => each.safeParse(secret).success) && new Set(list).size === list.length
      ? list
      : undefined;
  });
/** Secrets whose makers sign with them; how they look is theirs to say. */
export const signingSecrets = secrets(token, "a single word without spaces");
/** Secrets of our own choosing, sent word for word or signed with. */
export const sharedSecrets = secrets(ownSecret(16), "at least 16 characters, and no pattern like aaaa");
/** `name` or `one,two`: small letters, digits and dashes, as they stand in an address. */
export const names = rule("names of small letters, digits and dashes, separated by commas", (raw) => {
  const list = raw.split(",").map((name) => name.trim());
  return list.every((name) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) ? list : undefined;
});

export const integer = (least: number, most: number) =>
  rule(`a whole number from ${least} to ${most}`, (raw) => {
    const value = /^\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  });
export const port = integer(1, 65_535);

export const positive = (most: number) =>
  rule(`a number above 0 and up to ${most}`, (raw) => {
    const value = /^\d+(\.\d+)?$/.test(raw) ? Number(raw) : Number.NaN;
    return value > 0 && value <= most ? value : undefined;
  });

const SWITCHES: Record<string, boolean> = {
  true: true,
  "1": true,
  on: true,
  yes: true,
  false: false,
  "0": false,
  off: false,
  no: false,
};
export const flag = rule("true or false", (raw) => SWITCHES[raw.toLowerCase()]);

export const oneOf = <const T extends string>(...values: T[]) =>
  rule(`one of ${values.join(", ")}`, (raw) => values.find((value) => value === raw));

export const webUrl = urlWith(
  "an address starting with https:// (or http:// on this machine)",
  secureOrLocal,
);
export const anyWebUrl = urlWith("an address starting with http:// or https://", (url) =>
  /^https?:$/.test(url.protocol),
);
/** Scheme, host and port; nothing behind them. */
export const origin = urlWith(
  "an address like https://app.example.com, without a path",
  (url) =>
    /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username,
);
export const redirectUri = urlWith(
  "the exact address registered with the network: https:// (or http:// on this machine), up to 2048 characters",
  (url) => secureOrLocal(url) && url.href.length <= 2_048 && !url.hash,
);
export const postgresUrl = urlWith(
  "an address like postgresql://user:password@host:5432/name",
  (url) => /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && url.pathname.length > 1,
);
export const redisUrl = urlWith("an address starting with redis://, rediss:// or https://", (url) =>
  /^(rediss?|https):$/.test(url.protocol),
);
export const hostname = matching("a host name or address", /^[A-Za-z0-9.:_-]{1,253}$/);

export const email = rule("an e-mail address, with or without a name before it", (raw) => {
  const address = /<([^<>]+)>$/.exec(raw)?.[1] ?? raw;
  return z.email().safeParse(address).success ? raw : undefined;
});

export const awsRegion = matching("a region like eu-west-1", /^[a-z]{2}(-[a-z]+)+-\d$/);
export const bucket = matching("a bucket name", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
export const azureApiVersion = matching(
  "a version like 2024-08-01-preview",
  /^\d{4}-\d{2}-\d{2}(-preview)?$/,
);
export const faultPoint = matching(
  "a name and a count like publish:after:call:media_publish:1",
  /^[a-z0-9._:-]+:[1-9]\d{0,5}$/,
);
export const metaAppId = matching("10 to 20 digits", /^\d{10,20}$/);

/** `key` or `new,old`: base64 of 32 bytes each, the first one seals. */
export const encryptionKeys = rule(
  "base64 of 32 bytes (several, separated by commas: the first seals)",
  (raw) => {
    const keys = raw.split(",").map((key) => key.trim());
    return keys.every((key) => fromBase64(key)?.length === 32) && new Set(keys).size === keys.length
      ? keys
      : undefined;
  },
);

function secureOrLocal(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
}
