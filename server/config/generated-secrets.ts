import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "#server/core/errors.ts";

const schema = z.object({
  AUTH_SECRET: z.string().min(32),
  TOKEN_ENCRYPTION_KEY: z.string().length(44),
  CRON_SECRET: z.string().min(16),
  WORKER_SECRET: z.string().min(16),
});

/** Secrets made at the first start outside production, by the names of their variables. */
export type GeneratedSecrets = z.infer<typeof schema>;

const generate = (): GeneratedSecrets => ({
  AUTH_SECRET: randomBytes(32).toString("base64url"),
  TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  CRON_SECRET: randomBytes(32).toString("base64url"),
  WORKER_SECRET: randomBytes(32).toString("base64url"),
});

/**
 * The secrets of this data folder: made once, kept in `<dataDir>/secrets.json`, readable by its owner alone. Two
 * processes that start together end up with the same ones. Throws CONFIG_INVALID when the file is damaged: new
 * secrets would make every stored token unreadable.
 */
export function loadGeneratedSecrets(dataDir: string): GeneratedSecrets {
  const path = join(dataDir, "secrets.json");
  return readSecrets(path) ?? createSecrets(dataDir, path);
}

function readSecrets(path: string): GeneratedSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  throw new AppError(
    "CONFIG_INVALID",
    `${path} is damaged. Restore it, or delete it and connect every account again: tokens sealed with the lost key cannot be opened.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Written whole under another name, then linked: the first one wins, and nobody ever reads half a file. */
function createSecrets(dataDir: string, path: string): GeneratedSecrets {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${JSON.stringify(generate(), null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return loadGeneratedSecrets(dataDir);
}
