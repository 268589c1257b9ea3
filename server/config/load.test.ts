import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { isAppError } from "#server/core/errors.ts";
import { loadConfig, readConfig } from "./load.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 9).toString("base64");
const generatedSecrets = {
  AUTH_SECRET: "generated-auth-secret-0123456789abcdef",
  TOKEN_ENCRYPTION_KEY: KEY,
  CRON_SECRET: "generated-cron-secret-0123456789abcdef",
  WORKER_SECRET: "generated-worker-secret-0123456789abcdef",
};
const production = {
  NODE_ENV: "production",
  APP_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://u:p@db.example.com:5432/huntaze",
  AUTH_SECRET: "an-auth-secret-of-32-characters-0123456789",
  TOKEN_ENCRYPTION_KEY: KEY,
  CRON_SECRET: "a-cron-secret-0123456789",
  WORKER_SECRET: "a-worker-secret-0123456789",
};

const load = (env: Record<string, string> = {}) => loadConfig(env, { generatedSecrets });
const problems = (env: Record<string, string>) =>
  readConfig(env, { generatedSecrets }).problems.map((p) => p.line);
const notices = (env: Record<string, string>) =>
  readConfig(env, { generatedSecrets }).notices.map((n) => n.line);

describe("a machine with nothing set", () => {
  it("runs embedded, against the sandbox, on its own", () => {
    expect(load()).toMatchObject({
      env: "development",
      port: 3000,
      host: "127.0.0.1",
      appUrl: "http://localhost:3000",
      database: { url: null, poolMax: 20, tls: false },
      sandbox: { enabled: true, url: "http://127.0.0.1:3001", port: 3001, external: false },
      qstash: null,
      upstashRedis: null,
      redis: null,
      sqs: null,
      s3: null,
      mail: { transport: "disk", from: "Huntaze <no-reply@huntaze.localhost>" },
      publishing: { pace: 1 },
      faultPoint: null,
      logLevel: "info",
      rateLimitEnabled: true,
      trustedProxyHops: 0,
    });
  });

  it("says nothing, and cannot be changed afterwards", () => {
    expect(notices({})).toEqual([]);
    const config = load();
    expect(() => Object.assign(config.secrets, { authSecret: "x" })).toThrow(TypeError);
    expect(() => Object.assign(config.platforms.instagram?.urls ?? {}, { a: "x" })).toThrow(TypeError);
  });

  it("follows PORT with its own address and the sandbox's", () => {
    expect(load({ PORT: "4100" })).toMatchObject({
      port: 4100,
      appUrl: "http://localhost:4100",
      sandbox: { port: 4101, url: "http://127.0.0.1:4101" },
    });
  });
});

describe("what is wrong", () => {
  it("is told all at once, one line per variable with its name, the reason and an example", () => {
    const env = { PORT: "eighty", APP_URL: "app.example.com", LOG_LEVEL: "loud", AUTH_SECRET: "short" };
    expect(problems(env)).toEqual([
      "PORT: must be a whole number from 1 to 65535, for example PORT=3000",
      "APP_URL: must be an address like https://app.example.com, without a path, for example APP_URL=https://app.example.com",
      expect.stringMatching(/^AUTH_SECRET: must be at least 32 characters.*for example AUTH_SECRET=/),
      "LOG_LEVEL: must be one of debug, info, warn, error, for example LOG_LEVEL=info",
    ]);
  });

  it("is thrown as one CONFIG_INVALID, never with a secret in it", () => {
    const secret = "canary";
    try {
      load({ AUTH_SECRET: secret, TOKEN_ENCRYPTION_KEY: secret, PORT: "0" });
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error) && error.code).toBe("CONFIG_INVALID");
      expect(String(error).split("\n")).toHaveLength(3);
      expect(String(error)).not.toContain(secret);
    }
  });

  it("names the alias when the wrong value came from one", () => {
    expect(problems({ NEXTAUTH_URL: "nowhere" })).toEqual([
      expect.stringMatching(/^NEXTAUTH_URL \(read as APP_URL\): must be .* for example NEXTAUTH_URL=https/),
    ]);
  });

  it.each([
    ["SMTP_HOST", "smtp.example.com", "FROM_EMAIL: is missing, because SMTP_HOST is set"],
    ["AWS_S3_BUCKET", "huntaze-media", "AWS_REGION: is missing, because AWS_S3_BUCKET is set"],
    ["TIKTOK_CLIENT_KEY", "aw123", "TIKTOK_CLIENT_SECRET: is missing, because TIKTOK_CLIENT_KEY is set"],
    [
      "INSTAGRAM_APP_ID",
      "1234567890123456",
      "INSTAGRAM_APP_SECRET: is missing, because INSTAGRAM_APP_ID is set",
    ],
    ["FACEBOOK_APP_SECRET", "abc", "FACEBOOK_APP_ID: is missing, because FACEBOOK_APP_SECRET is set"],
    ["UPSTASH_REDIS_REST_URL", "https://x.upstash.io", "UPSTASH_REDIS_REST_TOKEN: is missing"],
    ["QSTASH_TOKEN", "t", "QSTASH_CURRENT_SIGNING_KEY: is missing, because QSTASH_TOKEN is set"],
    ["DATABASE_HOST", "db", "DATABASE_NAME: is missing, because DATABASE_HOST is set"],
    ["SANDBOX_PORT", "3000", "SANDBOX_PORT: must not be PORT"],
  ])("half of what belongs together is named: %s alone", (name, value, line) => {
    expect(problems({ [name]: value }).some((problem) => problem.startsWith(line))).toBe(true);
  });

  it("is not looked for in services that nobody uses yet", () => {
    expect(problems({ AZURE_OPENAI_ENDPOINT: "nonsense", STRIPE_SECRET_KEY: "" })).toEqual([]);
  });

  it("counts an empty value as absent", () => {
    expect(load({ PORT: "", APP_URL: "  " }).appUrl).toBe("http://localhost:3000");
  });
});

describe("production", () => {
  it("demands what outside of it is made up", () => {
    expect(problems({ NODE_ENV: "production" }).map((line) => line.split(":")[0])).toEqual([
      "APP_URL",
      "DATABASE_URL",
      "AUTH_SECRET",
      "TOKEN_ENCRYPTION_KEY",
      "CRON_SECRET",
      "WORKER_SECRET",
    ]);
  });

  it("has no sandbox: networks without credentials are off, unless connections bring their own", () => {
    const config = load(production);
    expect(config.sandbox.enabled).toBe(false);
    const on = Object.entries(config.platforms).filter(([, platform]) => platform.mode !== "off");
    expect(on).toMatchObject([["onlyfans", { mode: "live", clients: {}, webhookSecrets: [] }]]);
    expect(config).toMatchObject({ host: "0.0.0.0", database: { tls: true } });
  });

  it("refuses crash points and foreign sandboxes", () => {
    expect(problems({ ...production, FAULT_POINT: "a:1", SANDBOX_URL: "http://127.0.0.1:1" })).toEqual([
      expect.stringMatching(/^SANDBOX_URL: is refused in production/),
      expect.stringMatching(/^FAULT_POINT: is refused in production/),
    ]);
    expect(load({ FAULT_POINT: "publish.armed:2" }).faultPoint).toBe("publish.armed:2");
    expect(notices({ ...production, RATE_LIMIT_ENABLED: "false" })).toContainEqual(
      expect.stringMatching(/^RATE_LIMIT_ENABLED: is false: nobody is counted/),
    );
    expect(problems({ ...production, PUBLISH_PACE: "0.1" })).toEqual([
      expect.stringMatching(/^PUBLISH_PACE: is refused in production/),
    ]);
    expect(load({ PUBLISH_PACE: "0.1" }).publishing.pace).toBe(0.1);
  });

  it("is what staging is", () => {
    expect(load({ ...production, NODE_ENV: "staging" }).env).toBe("production");
  });

  it("warns about an address without https, and about mail that goes nowhere", () => {
    expect(notices({ ...production, APP_URL: "http://app.example.com" })).toEqual([
      expect.stringMatching(/^APP_URL: is not https/),
      expect.stringMatching(/^SMTP_HOST: is not set/),
    ]);
  });
});

describe("the database", () => {
  it("is put together from its parts, each character of them taken as it is", () => {
    const parts = {
      DATABASE_HOST: "db",
      DATABASE_NAME: "huntaze",
      DATABASE_USER: "u@x",
      DATABASE_PASSWORD: "p/@:#?w",
    };
    const { database } = load(parts);
    const url = new URL(database.url ?? "");
    expect([url.host, url.pathname]).toEqual(["db:5432", "/huntaze"]);
    expect([url.username, url.password].map(decodeURIComponent)).toEqual(["u@x", "p/@:#?w"]);
  });

  it("is DATABASE_URL when both are given", () => {
    const url = "postgres://a:b@one:5433/x?sslmode=require";
    expect(
      load({ DATABASE_URL: url, DATABASE_HOST: "two", DATABASE_NAME: "y", DATABASE_USER: "u" }).database,
    ).toMatchObject({
      url,
      tls: true,
    });
  });

  it.each([
    ["postgresql://u:p@db/x?sslmode=disable", true],
    ["postgresql://u:p@127.0.0.1/x?sslmode=disable", false],
    ["postgresql://u:p@localhost/x", true],
  ])("in production %s uses TLS: %s", (url, tls) => {
    expect(load({ ...production, DATABASE_URL: url }).database.tls).toBe(tls);
  });
});

describe("aliases", () => {
  it.each([
    ["NEXTAUTH_SECRET", "AUTH_SECRET"],
    ["JWT_SECRET", "AUTH_SECRET"],
  ])("%s is read as %s", (alias, name) => {
    const value = "an-older-secret-of-32-characters-0123456789";
    expect(load({ [alias]: value }).secrets.authSecret).toBe(value);
    expect(notices({ [alias]: value })).toEqual([`${alias} is read as ${name}; please rename it`]);
  });

  it.each(["NEXTAUTH_URL", "NEXT_PUBLIC_APP_URL", "FRONTEND_URL"])("%s is read as APP_URL", (alias) => {
    expect(load({ [alias]: "https://a.example.com/" }).appUrl).toBe("https://a.example.com");
  });

  it("gives way to the real name, and says so", () => {
    const env = { APP_URL: "https://a.example.com", NEXTAUTH_URL: "https://b.example.com" };
    expect(load(env).appUrl).toBe("https://a.example.com");
    expect(notices(env)).toEqual(["NEXTAUTH_URL is ignored, because APP_URL is set to something else"]);
  });

  it("covers storage and mail", () => {
    const { s3, mail } = load({
      S3_BUCKET: "huntaze-media",
      AWS_REGION: "eu-west-1",
      S3_REGION: "eu-west-3",
      SMTP_HOST: "smtp.example.com",
      SMTP_USER: "u",
      SMTP_PASS: "p",
      AWS_SES_FROM_EMAIL: "Huntaze <a@example.com>",
    });
    expect(s3).toMatchObject({
      bucket: "huntaze-media",
      region: "eu-west-3",
      accessKeyId: null,
      endpoint: null,
    });
    expect(mail).toEqual({
      transport: "smtp",
      from: "Huntaze <a@example.com>",
      host: "smtp.example.com",
      port: 587,
      user: "u",
      password: "p",
    });
  });

  it("reads Upstash from REDIS_URL when it is their https address", () => {
    expect(load({ REDIS_URL: "https://default:to%2Bken@eu1.upstash.io" }).upstashRedis).toEqual({
      url: "https://eu1.upstash.io",
      token: "to+ken",
    });
  });

  it("reads a Redis server of one's own from REDIS_URL or ElastiCache's pair, and leaves it for Upstash", () => {
    expect(load({ REDIS_URL: "rediss://:pw@cache.example.com:6380/1" })).toMatchObject({
      upstashRedis: null,
      redis: { url: "rediss://:pw@cache.example.com:6380/1" },
    });
    expect(load({ ELASTICACHE_REDIS_HOST: "cache", ELASTICACHE_REDIS_PORT: "6380" }).redis).toEqual({
      url: "redis://cache:6380",
    });
    const both = {
      REDIS_URL: "redis://cache:6379",
      UPSTASH_REDIS_REST_URL: "https://x.upstash.io",
      UPSTASH_REDIS_REST_TOKEN: "token",
    };
    expect(load(both)).toMatchObject({ redis: null, upstashRedis: { token: "token" } });
    expect(notices(both)).toEqual([expect.stringMatching(/^REDIS_URL: is not used/)]);
  });

  it("reads the queue's region from its address, and asks for it where none stands there", () => {
    const queue = "https://sqs.eu-west-3.amazonaws.com/123456789012/huntaze";
    expect(load({ SQS_QUEUE_URL: queue, AWS_REGION: "us-east-1" }).sqs).toMatchObject({
      queueUrl: queue,
      region: "eu-west-3",
      accessKeyId: null,
    });
    expect(problems({ AWS_SQS_QUEUE_URL: `${queue}.fifo` })).toEqual([
      expect.stringMatching(/^AWS_SQS_QUEUE_URL: must be a standard queue/),
    ]);
    expect(() => load({ AWS_SQS_QUEUE_URL: "http://127.0.0.1:4566/000000000000/q" })).toThrow(
      /AWS_REGION: is missing, because AWS_SQS_QUEUE_URL/,
    );
    expect(
      load({ AWS_SQS_QUEUE_URL: "http://127.0.0.1:4566/0/q", AWS_REGION: "eu-west-1" }).sqs?.region,
    ).toBe("eu-west-1");
  });
});

describe("encryption keys", () => {
  it("name themselves, so a key keeps its name when a new one is put before it", async () => {
    const before = load({ TOKEN_ENCRYPTION_KEY: KEY }).secrets.encryptionKeys;
    const after = load({ TOKEN_ENCRYPTION_KEY: `${OTHER_KEY}, ${KEY}` }).secrets.encryptionKeys;
    expect(after[1]).toEqual(before[0]);
    const sealed = await createSecretBox(before).seal("token", "place");
    expect(await createSecretBox(after).open(sealed, "place")).toBe("token");
  });

  it.each(["short", Buffer.alloc(16).toString("base64"), `${KEY},${KEY}`, `${KEY},`])(
    "refuses %s",
    (value) => {
      expect(problems({ TOKEN_ENCRYPTION_KEY: value })).toEqual([
        expect.stringMatching(/^TOKEN_ENCRYPTION_KEY: must be base64 of 32 bytes/),
      ]);
    },
  );
});

describe("generated secrets", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), "huntaze-config-")), "data");
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it("are made at the first start, kept for the owner alone, and found again", () => {
    const first = loadConfig({}, { dataDir }).secrets;
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(loadConfig({}, { dataDir }).secrets).toEqual(first);
    expect(new Set([first.authSecret, first.cronSecret, first.workerSecret]).size).toBe(3);
  });

  it("yield to what the environment says", () => {
    const { cronSecret, authSecret } = loadConfig(
      { CRON_SECRET: "my-own-cron-secret-1" },
      { dataDir },
    ).secrets;
    expect(cronSecret).toBe("my-own-cron-secret-1");
    expect(readFileSync(join(dataDir, "secrets.json"), "utf8")).toContain(authSecret);
  });

  it("are not replaced when the file is damaged: that would lose every token", () => {
    loadConfig({}, { dataDir });
    writeFileSync(join(dataDir, "secrets.json"), '{"AUTH_SECRET":');
    expect(() => loadConfig({}, { dataDir })).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  it("are never made in production", () => {
    expect(readConfig({ NODE_ENV: "production" }, { dataDir }).problems.length).toBeGreaterThan(3);
    expect(() => statSync(dataDir)).toThrow();
  });
});
