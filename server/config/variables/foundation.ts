import * as is from "../parsers.ts";
import type { VariableTable } from "../variable.ts";

/** What the process itself stands on: session, operations, database, cache, alarm clock. */
export const foundationVariables = {
  NODE_ENV: {
    service: "operations",
    description:
      "Where it runs. production is strict: nothing is generated, no sandbox, TLS to the database.",
    example: "production",
    schema: is.oneOf("development", "test", "staging", "production"),
  },
  PORT: {
    service: "operations",
    description: "Port of the web app. Default 3000.",
    example: "3000",
    schema: is.port,
  },
  HOST: {
    service: "operations",
    description:
      "Address to listen on. Default: this machine alone while APP_URL is local, else every address.",
    example: "0.0.0.0",
    schema: is.hostname,
  },
  DATA_DIR: {
    service: "operations",
    description: "Folder of everything embedded: database, media, mail, generated secrets. Default .data.",
    example: ".data",
    schema: is.text,
  },
  LOG_LEVEL: {
    service: "operations",
    description: "The least level that is logged. Default info.",
    example: "info",
    schema: is.oneOf("debug", "info", "warn", "error"),
  },
  TRUSTED_PROXY_HOPS: {
    service: "operations",
    description: "How many proxies of yours stand in front and may name the client's address. Default 0.",
    example: "1",
    schema: is.integer(0, 10),
  },
  RATE_LIMIT_ENABLED: {
    service: "operations",
    alsoFor: ["redis"],
    description: "false switches rate limits off. Default true.",
    example: "true",
    schema: is.flag,
  },
  CRON_SECRET: {
    service: "operations",
    description: "Secret of whoever may start scheduled work from outside.",
    example: "a-long-random-text-of-32-characters",
    schema: is.ownSecret(16),
    secret: true,
    requiredInProduction: true,
  },
  WORKER_SECRET: {
    service: "operations",
    description: "Secret between the dispatcher and the job route.",
    example: "a-long-random-text-of-32-characters",
    schema: is.ownSecret(16),
    secret: true,
    requiredInProduction: true,
  },
  SANDBOX_URL: {
    service: "operations",
    description:
      "Address of a sandbox that somebody else runs. Default: one is started here. Refused in production.",
    example: "http://127.0.0.1:3001",
    schema: is.anyWebUrl,
  },
  SANDBOX_PORT: {
    service: "operations",
    description: "Port of the sandbox started here. Default PORT + 1.",
    example: "3001",
    schema: is.port,
  },
  PUBLISH_PACE: {
    service: "operations",
    description: "Scales the waits between questions to a network; below 1 for tests. Default 1.",
    example: "1",
    schema: is.positive(100),
  },
  FAULT_POINT: {
    service: "operations",
    description: "Ends the process at a named point, for crash tests. Refused in production.",
    example: "publish:after:call:media_publish:1",
    schema: is.faultPoint,
  },

  AUTH_SECRET: {
    service: "session",
    aliases: ["NEXTAUTH_SECRET", "JWT_SECRET"],
    description: "Signs sessions and links. Changing it signs everybody out.",
    example: "a-long-random-text-of-32-characters",
    schema: is.ownSecret(32),
    secret: true,
    requiredInProduction: true,
  },
  APP_URL: {
    service: "session",
    aliases: ["NEXTAUTH_URL", "NEXT_PUBLIC_APP_URL", "FRONTEND_URL"],
    description: "Public address of the app. Default http://localhost:PORT.",
    example: "https://app.example.com",
    schema: is.origin,
    requiredInProduction: true,
  },
  TOKEN_ENCRYPTION_KEY: {
    service: "session",
    description: "Seals the networks' tokens: base64 of 32 bytes. To rotate: new,old.",
    example: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    schema: is.encryptionKeys,
    secret: true,
    requiredInProduction: true,
  },

  DATABASE_URL: {
    service: "database",
    description:
      "PostgreSQL. Default outside production: an embedded one. Or give the five DATABASE_* parts.",
    example: "postgresql://huntaze:password@db.example.com:5432/huntaze",
    schema: is.postgresUrl,
    secret: true,
    requiredInProduction: true,
  },
  DATABASE_HOST: {
    service: "database",
    description: "Host of PostgreSQL, in place of DATABASE_URL.",
    example: "db.example.com",
    schema: is.hostname,
  },
  DATABASE_PORT: {
    service: "database",
    description: "Port of PostgreSQL. Default 5432.",
    example: "5432",
    schema: is.port,
  },
  DATABASE_NAME: {
    service: "database",
    description: "Name of the database.",
    example: "huntaze",
    schema: is.text,
  },
  DATABASE_USER: {
    service: "database",
    description: "User of the database.",
    example: "huntaze",
    schema: is.text,
  },
  DATABASE_PASSWORD: {
    service: "database",
    description: "Password of that user.",
    example: "password",
    schema: is.text,
    secret: true,
  },
  DATABASE_POOL_MAX: {
    service: "database",
    description: "Most connections of one process. Default 20.",
    example: "20",
    schema: is.integer(2, 200),
  },

  UPSTASH_REDIS_REST_URL: {
    service: "redis",
    description: "Upstash Redis over HTTPS: cache, rate limits, locks shared by all instances.",
    example: "https://eu1-example-12345.upstash.io",
    schema: is.webUrl,
  },
  UPSTASH_REDIS_REST_TOKEN: {
    service: "redis",
    description: "Token of that database.",
    example: "AX-example",
    schema: is.token,
    secret: true,
  },
  REDIS_URL: {
    service: "redis",
    description: "A Redis server, rediss:// with TLS; or Upstash's https address with the token as password.",
    example: "rediss://:password@cache.example.com:6379",
    schema: is.redisUrl,
    secret: true,
  },
  ELASTICACHE_REDIS_HOST: {
    service: "redis",
    description: "Host of an ElastiCache Redis.",
    example: "cache.example.euw1.cache.amazonaws.com",
    schema: is.hostname,
  },
  ELASTICACHE_REDIS_PORT: {
    service: "redis",
    description: "Port of that Redis. Default 6379.",
    example: "6379",
    schema: is.port,
  },

  QSTASH_TOKEN: {
    service: "qstash",
    description: "Upstash QStash delivers jobs and schedules. Without it the embedded dispatcher does.",
    example: "ey-example",
    schema: is.token,
    secret: true,
  },
  QSTASH_URL: {
    service: "qstash",
    description: "QStash's address. Default https://qstash.upstash.io.",
    example: "https://qstash.upstash.io",
    schema: is.webUrl,
  },
  QSTASH_CURRENT_SIGNING_KEY: {
    service: "qstash",
    description: "Proves that a delivery comes from QStash.",
    example: "sig_example_current",
    schema: is.token,
    secret: true,
  },
  QSTASH_NEXT_SIGNING_KEY: {
    service: "qstash",
    description: "The key that becomes current at the next rotation.",
    example: "sig_example_next",
    schema: is.token,
    secret: true,
  },
} as const satisfies VariableTable;
