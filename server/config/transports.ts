import type { Config } from "./config.ts";
import { LOOPBACK } from "./parsers.ts";
import type { Reader } from "./reader.ts";

const QSTASH_URL = "https://qstash.upstash.io";
const SMTP_PORT = 587;

/** Queues, shared stores and storage. */
export function readTransports(
  reader: Reader,
  production: boolean,
): Pick<Config, "qstash" | "upstashRedis" | "redis" | "s3" | "sqs"> {
  const qstash = readQstash(reader);
  const upstashRedis = readUpstashRedis(reader);
  const aws = readAws(reader);
  if (qstash && aws.sqs)
    reader.notice("AWS_SQS_QUEUE_URL", "carries no new jobs, because QStash is configured");
  const redis = readRedis(reader, { upstash: upstashRedis !== null, production });
  return { qstash, upstashRedis, redis, ...aws };
}

function readQstash(reader: Reader): Config["qstash"] {
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
function readUpstashRedis(reader: Reader): Config["upstashRedis"] {
  const pair = reader.together("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN");
  if (pair) return { url: pair.UPSTASH_REDIS_REST_URL, token: pair.UPSTASH_REDIS_REST_TOKEN };
  const redisUrl = reader.get("REDIS_URL");
  if (!redisUrl?.startsWith("https:")) return null;
  const { origin, password } = new URL(redisUrl);
  if (password) return { url: origin, token: decodeURIComponent(password) };
  reader.complain("REDIS_URL", "must carry the token as its password");
  return null;
}

const REDIS_PORT = 6379;

/** A Redis server spoken to directly; not asked for where Upstash is configured. */
function readRedis(
  reader: Reader,
  { upstash, production }: { upstash: boolean; production: boolean },
): Config["redis"] {
  const redisUrl = reader.get("REDIS_URL");
  const host = reader.get("ELASTICACHE_REDIS_HOST");
  const port = reader.get("ELASTICACHE_REDIS_PORT") ?? REDIS_PORT;
  const url = redisUrl?.startsWith("redis") ? redisUrl : host && `redis://${host}:${port}`;
  if (url === undefined) return null;
  if (upstash) {
    reader.notice("REDIS_URL", "is not used, because Upstash Redis is configured");
    return null;
  }
  const { protocol, password, hostname } = new URL(url);
  if (production && password && protocol === "redis:" && !LOOPBACK.test(hostname))
    reader.notice("REDIS_URL", "is not rediss: the password travels unprotected");
  return { url };
}

type Credentials = {
  accessKeyId: string | null;
  secretAccessKey: string | null;
  sessionToken: string | null;
};

/** Keys for AWS, where anything of it is used; none of them leaves the choice to the SDK's own chain. */
function readAwsCredentials(reader: Reader): Credentials {
  const keys = reader.together("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  return {
    accessKeyId: keys?.AWS_ACCESS_KEY_ID ?? null,
    secretAccessKey: keys?.AWS_SECRET_ACCESS_KEY ?? null,
    sessionToken: reader.get("AWS_SESSION_TOKEN") ?? null,
  };
}

/** What of AWS is used here. */
function readAws(reader: Reader): Pick<Config, "s3" | "sqs"> {
  const bucket = reader.get("AWS_S3_BUCKET");
  const queueUrl = reader.get("AWS_SQS_QUEUE_URL");
  if (bucket === undefined && queueUrl === undefined) return { s3: readS3(reader), sqs: null };
  if (queueUrl?.endsWith(".fifo"))
    reader.complain("AWS_SQS_QUEUE_URL", "must be a standard queue: FIFO queues know no delay per message");
  const credentials = readAwsCredentials(reader);
  return {
    s3: readS3(reader, credentials),
    sqs: queueUrl === undefined ? null : { ...credentials, queueUrl, region: sqsRegion(reader, queueUrl) },
  };
}

/** The region stands in the queue's own address; other servers that speak SQS take any. */
function sqsRegion(reader: Reader, queueUrl: string): string {
  const { hostname } = new URL(queueUrl);
  const named = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(hostname)?.[1];
  const region = named ?? reader.get("AWS_REGION");
  if (region === undefined && !reader.has("AWS_REGION"))
    reader.complain("AWS_REGION", "is missing, because AWS_SQS_QUEUE_URL does not name a region");
  return region ?? "";
}

function readS3(reader: Reader, credentials?: Credentials): Config["s3"] {
  const bucket = reader.get("AWS_S3_BUCKET");
  const cdnUrl = reader.get("CDN_URL") ?? null;
  if (bucket === undefined || !credentials) return null;
  const region = reader.get("S3_REGION") ?? reader.get("AWS_REGION");
  if (region === undefined && !reader.has("S3_REGION") && !reader.has("AWS_REGION"))
    reader.complain("AWS_REGION", "is missing, because AWS_S3_BUCKET is set");
  return {
    ...credentials,
    region: region ?? "",
    bucket,
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
