import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { AppError } from "#server/core/errors.ts";
import type { Config } from "./config.ts";
import { readDatabase } from "./database.ts";
import type { Env, Finding } from "./environment.ts";
import { type GeneratedSecrets, loadGeneratedSecrets } from "./generated-secrets.ts";
import { LOOPBACK } from "./parsers.ts";
import { readPlatforms } from "./platforms.ts";
import { Reader } from "./reader.ts";
import { readSignIn } from "./sign-in.ts";
import { readMail, readTransports } from "./transports.ts";
import { readWebhooks } from "./webhooks.ts";

const DEFAULT_PORT = 3000;

export interface LoadOptions {
  /** In place of DATA_DIR. */
  dataDir?: string;
  /** In place of `<dataDir>/secrets.json`. */
  generatedSecrets?: GeneratedSecrets;
  /** Told once per alias in use and per odd thing that is no error. */
  onNotice?: (line: string) => void;
}

export interface ConfigReport {
  /** Absent when there are problems. */
  config?: Config;
  problems: Finding[];
  notices: Finding[];
}

/**
 * The configuration of this process, validated and frozen. Throws CONFIG_INVALID whose message has one line per wrong
 * or missing variable: its name, what is wrong, an example. Outside production missing secrets are made and kept.
 */
export function loadConfig(env: Env = process.env, options: LoadOptions = {}): Config {
  const { config, problems, notices } = readConfig(env, options);
  for (const { line } of notices) options.onNotice?.(line);
  if (config) return config;
  const lines = problems.map(({ line }) => line);
  throw new AppError("CONFIG_INVALID", lines.join("\n"));
}

/** The same without throwing, for `doctor`. */
export function readConfig(env: Env = process.env, options: LoadOptions = {}): ConfigReport {
  const reader = new Reader(env);
  const config = assemble(reader, options);
  const { problems, notices } = reader;
  return problems.length > 0 ? { problems, notices } : { config: freeze(config), problems, notices };
}

function assemble(reader: Reader, options: LoadOptions): Config {
  const mode = modeOf(reader);
  const production = mode === "production";
  const port = reader.get("PORT") ?? DEFAULT_PORT;
  const appUrl = readAppUrl(reader, port, production);
  const dataDir = resolve(options.dataDir ?? reader.get("DATA_DIR") ?? ".data");
  const sandboxUrl = readSandboxUrl(reader, port, production);
  const around = { appUrl, sandboxUrl: sandboxUrl.url, production };
  const platforms = readPlatforms(reader, around);
  const signIn = readSignIn(reader, around);
  const faultPoint = reader.get("FAULT_POINT") ?? null;
  if (production && faultPoint !== null)
    reader.complain("FAULT_POINT", "is refused in production: it ends the process");
  const pace = reader.get("PUBLISH_PACE") ?? 1;
  if (production && pace !== 1)
    reader.complain("PUBLISH_PACE", "is refused in production: networks are asked at the pace they allow");
  return {
    env: mode,
    port,
    host: reader.get("HOST") ?? defaultHost(appUrl, production),
    appUrl,
    dataDir,
    database: readDatabase(reader, production),
    secrets: readSecrets(
      reader,
      production,
      options.generatedSecrets ?? (() => loadGeneratedSecrets(dataDir)),
    ),
    trustedProxyHops: reader.get("TRUSTED_PROXY_HOPS") ?? 0,
    rateLimitEnabled: readRateLimitEnabled(reader, production),
    sandbox: {
      ...sandboxUrl,
      enabled: [...Object.values(platforms), ...Object.values(signIn)].some(({ mode }) => mode === "sandbox"),
    },
    platforms,
    webhooks: readWebhooks(reader, production),
    alerts: {
      slack: reader.get("SLACK_WEBHOOK_URL") ?? null,
      teams: reader.get("TEAMS_WEBHOOK_URL") ?? null,
      custom: reader.get("HYDRATION_WEBHOOK_URL") ?? null,
    },
    signIn,
    ...readTransports(reader, production),
    mail: readMail(reader, appUrl, production),
    publishing: { pace },
    faultPoint,
    logLevel: reader.get("LOG_LEVEL") ?? "info",
  };
}

/** What is served to people is production, whatever it is called. */
function modeOf(reader: Reader): Config["env"] {
  const mode = reader.get("NODE_ENV") ?? "development";
  return mode === "staging" ? "production" : mode;
}

function readRateLimitEnabled(reader: Reader, production: boolean): boolean {
  const enabled = reader.get("RATE_LIMIT_ENABLED") ?? true;
  if (production && !enabled)
    reader.notice(
      "RATE_LIMIT_ENABLED",
      "is false: nobody is counted, passwords and codes can be tried without end",
    );
  return enabled;
}

function readAppUrl(reader: Reader, port: number, production: boolean): string {
  const appUrl = reader.get("APP_URL");
  if (production && !reader.has("APP_URL")) reader.complain("APP_URL", "is missing");
  const insecure = appUrl?.startsWith("http://") && !LOOPBACK.test(new URL(appUrl).hostname);
  if (production && insecure) reader.notice("APP_URL", "is not https: sessions travel unprotected");
  return appUrl === undefined ? `http://localhost:${port}` : new URL(appUrl).origin;
}

function readSandboxUrl(reader: Reader, port: number, production: boolean) {
  const given = reader.get("SANDBOX_URL");
  if (production && given !== undefined) reader.complain("SANDBOX_URL", "is refused in production");
  const sandboxPort = reader.get("SANDBOX_PORT") ?? (port < 65_535 ? port + 1 : port - 1);
  if (sandboxPort === port && given === undefined) reader.complain("SANDBOX_PORT", "must not be PORT");
  return {
    url: given ?? `http://127.0.0.1:${sandboxPort}`,
    port: sandboxPort,
    external: given !== undefined,
  };
}

/** A laptop serves itself; everything else is reached from outside. */
const defaultHost = (appUrl: string, production: boolean): string =>
  !production && LOOPBACK.test(new URL(appUrl).hostname) ? "127.0.0.1" : "0.0.0.0";

type SecretName = keyof GeneratedSecrets;
const SECRET_NAMES: SecretName[] = ["AUTH_SECRET", "TOKEN_ENCRYPTION_KEY", "CRON_SECRET", "WORKER_SECRET"];

function readSecrets(
  reader: Reader,
  production: boolean,
  generated: GeneratedSecrets | (() => GeneratedSecrets),
): Config["secrets"] {
  const missing = SECRET_NAMES.filter((name) => !reader.has(name));
  if (production) for (const name of missing) reader.complain(name, "is missing");
  const made =
    production || missing.length === 0
      ? undefined
      : typeof generated === "function"
        ? generated()
        : generated;
  const keys = reader.get("TOKEN_ENCRYPTION_KEY") ?? (made ? [made.TOKEN_ENCRYPTION_KEY] : []);
  return {
    authSecret: reader.get("AUTH_SECRET") ?? made?.AUTH_SECRET ?? "",
    encryptionKeys: keys.map((key) => ({ id: keyId(key), key })),
    cronSecret: reader.get("CRON_SECRET") ?? made?.CRON_SECRET ?? "",
    workerSecret: reader.get("WORKER_SECRET") ?? made?.WORKER_SECRET ?? "",
  };
}

/** A key's name is drawn from the key, so it stays the same wherever in the list the key stands. */
const keyId = (key: string): string =>
  `k${createHash("sha256").update(`key id of ${key}`).digest("hex").slice(0, 8)}`;

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
