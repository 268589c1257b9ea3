import type { Config } from "./config.ts";
import { LOOPBACK } from "./parsers.ts";
import type { Reader } from "./reader.ts";

const POOL_MAX = 20;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** DATABASE_URL, or its five parts; null means the embedded one, which production does not get. */
export function readDatabase(reader: Reader, production: boolean): Config["database"] {
  const url = reader.get("DATABASE_URL") ?? urlFromParts(reader);
  if (production && !url && !reader.has("DATABASE_URL") && !reader.has("DATABASE_HOST"))
    reader.complain("DATABASE_URL", "is missing; production has no embedded database");
  return {
    url: url ?? null,
    poolMax: reader.get("DATABASE_POOL_MAX") ?? POOL_MAX,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    tls: url ? wantsTls(new URL(url), production) : false,
  };
}

/** Every character of a part is data: a password with `@` or `/` must not become another host. */
function urlFromParts(reader: Reader): string | undefined {
  const parts = reader.together("DATABASE_HOST", "DATABASE_NAME", "DATABASE_USER");
  if (!parts) return undefined;
  const user = encodeURIComponent(parts.DATABASE_USER);
  const password = reader.get("DATABASE_PASSWORD");
  const credentials = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  const host = parts.DATABASE_HOST.includes(":") ? `[${parts.DATABASE_HOST}]` : parts.DATABASE_HOST;
  const port = reader.get("DATABASE_PORT") ?? 5432;
  return `postgresql://${credentials}@${host}:${port}/${encodeURIComponent(parts.DATABASE_NAME)}`;
}

/** Verified TLS in production, unless the address says otherwise about this very machine. */
function wantsTls(url: URL, production: boolean): boolean {
  const mode = url.searchParams.get("sslmode");
  if (production) return !(mode === "disable" && LOOPBACK.test(url.hostname));
  return mode !== null && !["disable", "allow", "prefer"].includes(mode);
}
