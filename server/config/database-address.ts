import { AppError } from "#server/core/errors.ts";
import { readDatabase } from "./database.ts";
import type { Env } from "./environment.ts";
import { Reader } from "./reader.ts";

/**
 * The database the environment names, by its address or its five parts, with verified TLS where that is due; null means
 * the embedded one. For commands that need nothing else of the configuration. Throws CONFIG_INVALID, one line a variable.
 */
export function databaseAddress(env: Env): string | null {
  const reader = new Reader(env);
  const database = readDatabase(reader, ["production", "staging"].includes(env.NODE_ENV ?? ""));
  if (reader.problems.length > 0)
    throw new AppError("CONFIG_INVALID", reader.problems.map(({ line }) => line).join("\n"));
  return database.url && database.tls ? withVerifiedTls(database.url) : database.url;
}

/** The address that makes the driver insist on TLS and on a certificate it can verify. */
export function withVerifiedTls(url: string): string {
  const verified = new URL(url);
  verified.searchParams.set("sslmode", "verify-full");
  return verified.href;
}
