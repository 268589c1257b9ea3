import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * The judge of S3 signatures: AWS Signature Version 4, written from its specification and not from an SDK.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export type SignatureVerdict =
  | "valid"
  | "AccessDenied"
  | "InvalidAccessKeyId"
  | "SignatureDoesNotMatch"
  | "ExpiredToken";

interface Claim {
  accessKeyId: string;
  scope: string;
  date: string;
  signedHeaders: string[];
  payloadHash: string;
  signature: string;
  token: string | undefined;
  expiresSeconds: number;
}

const CLOCK_SKEW_SECONDS = 15 * 60;

/** `valid`, or the error code S3 answers with. Requests without a signature are refused: the bucket is private. */
export function judgeSignature(
  request: SignedRequest,
  credentials: S3Credentials,
  now: Date,
): SignatureVerdict {
  const [path = "", query = ""] = request.url.split("?");
  const parameters = query.split("&").filter(Boolean).map(decodePair);
  const claim = fromQuery(parameters) ?? fromHeader(request.headers);
  if (!claim) return "AccessDenied";
  if (claim.accessKeyId !== credentials.accessKeyId) return "InvalidAccessKeyId";
  if (claim.token !== credentials.sessionToken) return "ExpiredToken";
  const signedAt = parseDate(claim.date);
  const age = (now.getTime() - signedAt) / 1000;
  if (Number.isNaN(age) || age > claim.expiresSeconds || age < -CLOCK_SKEW_SECONDS) return "AccessDenied";
  const canonical = [
    request.method,
    path.split("/").map(decodeURIComponent).map(encode).join("/"),
    canonicalQuery(parameters),
    ...claim.signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}`),
    "",
    claim.signedHeaders.join(";"),
    claim.payloadHash,
  ].join("\n");
  const expected = sign(claim, canonical, credentials.secretAccessKey);
  const given = Buffer.from(claim.signature);
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? "valid"
    : "SignatureDoesNotMatch";
}

function fromQuery(parameters: [string, string][]): Claim | undefined {
  const get = (name: string) => parameters.find(([key]) => key === name)?.[1];
  const [accessKeyId = "", ...scope] = (get("X-Amz-Credential") ?? "").split("/");
  if (get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") return undefined;
  return {
    accessKeyId,
    scope: scope.join("/"),
    date: get("X-Amz-Date") ?? "",
    signedHeaders: (get("X-Amz-SignedHeaders") ?? "").split(";"),
    payloadHash: get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
    signature: get("X-Amz-Signature") ?? "",
    token: get("X-Amz-Security-Token"),
    expiresSeconds: Number(get("X-Amz-Expires")),
  };
}

function fromHeader(headers: SignedRequest["headers"]): Claim | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headerValue(headers, "authorization"),
    );
  if (!parts) return undefined;
  const [, accessKeyId = "", scope = "", signedHeaders = "", signature = ""] = parts;
  return {
    accessKeyId,
    scope,
    date: headerValue(headers, "x-amz-date"),
    signedHeaders: signedHeaders.split(";"),
    payloadHash: headerValue(headers, "x-amz-content-sha256"),
    signature,
    token: headerValue(headers, "x-amz-security-token") || undefined,
    expiresSeconds: CLOCK_SKEW_SECONDS,
  };
}

function sign(claim: Claim, canonicalRequest: string, secret: string): Buffer {
  const digest = createHash("sha256").update(canonicalRequest).digest("hex");
  const text = ["AWS4-HMAC-SHA256", claim.date, claim.scope, digest].join("\n");
  const key = claim.scope
    .split("/")
    .reduce<Buffer>((derived, part) => hmac(derived, part), Buffer.from(`AWS4${secret}`));
  return Buffer.from(hmac(key, text).toString("hex"));
}

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

function canonicalQuery(parameters: [string, string][]): string {
  return parameters
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function decodePair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  return [decodeURIComponent(name), decodeURIComponent(value)];
}

/** RFC 3986: everything but unreserved characters. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const headerValue = (headers: SignedRequest["headers"], name: string) =>
  [headers[name]].flat().join(",").trim().replace(/ +/g, " ");

/** `20261120T111500Z` in ms; NaN when malformed. */
function parseDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
