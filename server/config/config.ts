/** What the process was told, validated and frozen. Only this folder reads the environment. */
export interface Config {
  env: "development" | "test" | "production";
  port: number;
  /** Address the server listens on. */
  host: string;
  /** Public origin, without a trailing slash. */
  appUrl: string;
  /** Folder of everything embedded: database, media, mail, secrets, sandbox ledger. */
  dataDir: string;
  database: {
    /** null: embedded PostgreSQL under dataDir. */
    url: string | null;
    poolMax: number;
    connectTimeoutMs: number;
    statementTimeoutMs: number;
    /** TLS with a verified certificate; on in production unless the URL says sslmode=disable on a loopback host. */
    tls: boolean;
  };
  secrets: {
    authSecret: string;
    /** base64 of 32 bytes each; the first seals, all open. */
    encryptionKeys: { id: string; key: string }[];
    cronSecret: string;
    workerSecret: string;
  };
  /** How many proxies in front may be believed when they name the client's address. */
  trustedProxyHops: number;
  rateLimitEnabled: boolean;
  sandbox: {
    /** Started by us, or reached where SANDBOX_URL says. Off in production. */
    enabled: boolean;
    url: string;
    port: number;
    /** True when somebody else runs it (SANDBOX_URL was given). */
    external: boolean;
  };
  platforms: Record<string, PlatformConfig>;
  /** Who else sends webhooks in, by the id of the source. */
  webhooks: Record<string, Pick<PlatformConfig, "webhookSecrets" | "webhookVerifyToken">>;
  /** Where the installation's own alerts go; null where nothing is configured. */
  alerts: { slack: string | null; teams: string | null; custom: string | null };
  /** Providers people sign in with. */
  signIn: { google: SignInProviderConfig; github: SignInProviderConfig };
  qstash: { url: string; token: string; currentSigningKey: string; nextSigningKey: string } | null;
  upstashRedis: { url: string; token: string } | null;
  /** A Redis server over its own protocol; null where Upstash is configured. `rediss:` is TLS. */
  redis: { url: string } | null;
  /** Carries jobs to `npm run worker`, unless QStash does. */
  sqs: {
    queueUrl: string;
    region: string;
    accessKeyId: string | null;
    secretAccessKey: string | null;
    sessionToken: string | null;
  } | null;
  s3: {
    region: string;
    bucket: string;
    accessKeyId: string | null;
    secretAccessKey: string | null;
    sessionToken: string | null;
    /** S3-compatible server; null is AWS. */
    endpoint: string | null;
    cdnUrl: string | null;
  } | null;
  mail:
    | { transport: "disk"; from: string }
    | {
        transport: "smtp";
        from: string;
        host: string;
        port: number;
        user: string | null;
        password: string | null;
      };
  publishing: {
    /** Scales the waits between polls and reconciliations; 1 in life, less in tests. */
    pace: number;
  };
  /** `name:nth` crash point; refused in production. */
  faultPoint: string | null;
  logLevel: "debug" | "info" | "warn" | "error";
}

export interface SignInProviderConfig {
  mode: "sandbox" | "live" | "off";
  clientId: string;
  clientSecret: string;
  /** Named base URLs without trailing slash: the real hosts, or `<sandbox>/<host>`. */
  urls: Record<string, string>;
  /** Exact redirect URI registered with the provider. */
  redirectUri: string;
}

export interface PlatformConfig {
  mode: "sandbox" | "live" | "off";
  /** Client id and secret per login flavour. */
  clients: Record<string, { clientId: string; clientSecret: string }>;
  /** Named base URLs without trailing slash: the real hosts, or `<sandbox>/<host>`. */
  urls: Record<string, string>;
  /** What else the network's calls need to know, by names of its own. */
  settings: Record<string, string>;
  /** Exact redirect URI registered with the platform. */
  redirectUri: string;
  /** Every secret a webhook of this platform may be signed with. */
  webhookSecrets: { id: string; secret: string }[];
  webhookVerifyToken: string | null;
}
