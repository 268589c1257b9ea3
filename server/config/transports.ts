import type { Config } from "./config.ts";
import type { Reader } from "./reader.ts";

const QSTASH_URL = "https://qstash.upstash.io";
const SMTP_PORT = 587;

export function readQstash(reader: Reader): Config["qstash"] {
  const keys = reader.together("QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY");
  const url = reader.get("QSTASH_URL") ?? QSTASH_URL;
  if (!keys) return null;
  return {
    url,
    token: keys.QSTASH_TOKEN,
    currentSigningKey: keys.QSTASH_CURRENT_SIGNING_KEY,
    nextSigningKey: keys.QSTASH_NEXT_SIGNING_KEY,
  };
}

/** The REST pair; else a REDIS_URL that is Upstash's https address with the token as its password. */
export function readUpstashRedis(reader: Reader): Config["upstashRedis"] {
  const pair = reader.together("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN");
  if (pair) return { url: pair.UPSTASH_REDIS_REST_URL, token: pair.UPSTASH_REDIS_REST_TOKEN };
  const redisUrl = reader.get("REDIS_URL");
  const plainRedis =
    reader.get("ELASTICACHE_REDIS_HOST") ?? (redisUrl?.startsWith("redis") ? redisUrl : undefined);
  if (plainRedis !== undefined)
    reader.notice(
      "REDIS_URL",
      "only Upstash's https interface is spoken; cache and limits stay in this process",
    );
  if (!redisUrl?.startsWith("https:")) return null;
  const { origin, password } = new URL(redisUrl);
  if (password) return { url: origin, token: decodeURIComponent(password) };
  reader.complain("REDIS_URL", "must carry the token as its password");
  return null;
}

export function readS3(reader: Reader): Config["s3"] {
  const bucket = reader.get("AWS_S3_BUCKET");
  const cdnUrl = reader.get("CDN_URL") ?? null;
  if (bucket === undefined) return null;
  const region = reader.get("S3_REGION") ?? reader.get("AWS_REGION");
  if (region === undefined && !reader.has("S3_REGION") && !reader.has("AWS_REGION"))
    reader.complain("AWS_REGION", "is missing, because AWS_S3_BUCKET is set");
  const credentials = reader.together("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  return {
    region: region ?? "",
    bucket,
    accessKeyId: credentials?.AWS_ACCESS_KEY_ID ?? null,
    secretAccessKey: credentials?.AWS_SECRET_ACCESS_KEY ?? null,
    sessionToken: reader.get("AWS_SESSION_TOKEN") ?? null,
    endpoint: reader.get("S3_ENDPOINT") ?? null,
    cdnUrl,
  };
}

export function readMail(reader: Reader, appUrl: string, production: boolean): Config["mail"] {
  const host = reader.get("SMTP_HOST");
  const from = reader.get("FROM_EMAIL");
  if (host === undefined) {
    if (production)
      reader.notice("SMTP_HOST", "is not set: mails are written to DATA_DIR/mail and sent to nobody");
    return { transport: "disk", from: from ?? `Huntaze <no-reply@${mailDomain(appUrl)}>` };
  }
  const smtpFrom = reader.get("SMTP_FROM") ?? from;
  if (smtpFrom === undefined && !reader.has("SMTP_FROM") && !reader.has("FROM_EMAIL"))
    reader.complain("FROM_EMAIL", "is missing, because SMTP_HOST is set");
  return {
    transport: "smtp",
    from: smtpFrom ?? "",
    host,
    port: reader.get("SMTP_PORT") ?? SMTP_PORT,
    user: reader.get("SMTP_USER") ?? null,
    password: reader.get("SMTP_PASSWORD") ?? null,
  };
}

/** Host names without a dot are no mail domains. */
function mailDomain(appUrl: string): string {
  const { hostname } = new URL(appUrl);
  return /[a-z]\.[a-z]/.test(hostname) ? hostname : "huntaze.localhost";
}
