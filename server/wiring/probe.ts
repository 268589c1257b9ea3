import { randomUUID } from "node:crypto";
import { openSqs, readQueueFacts } from "#server/adapters/sqs/client.ts";
import type { Probe } from "#server/catalog/service.ts";
import type { Config } from "#server/config/config.ts";
import type { Cache, Http, Mailer, ObjectStore } from "#server/core/ports.ts";
import type { Database } from "./database.ts";

export interface ProbeDeps {
  config: Config;
  database: Pick<Database, "pool">;
  cache: Cache;
  store: ObjectStore;
  mailer: Mailer;
  http: Http;
}

/** Asks each system the smallest question that proves it answers us, and leaves nothing behind. */
export function createProbe({ config, database, cache, store, mailer, http }: ProbeDeps): Probe {
  const reach = async (service: string, url: string) => {
    const answer = await http.fetch({
      service,
      operation: "reach",
      url,
      deadlineMs: 4_000,
      maxResponseBytes: 4 * 1024 * 1024,
      // Any answer below 500 proves the way there, also a refusal and a redirect.
      accept: (status) => status < 500,
    });
    return `answers ${answer.status}`;
  };
  return {
    async database() {
      const { rows } = await database.pool.query<{ v: string }>(
        "select current_setting('server_version') as v",
      );
      return `PostgreSQL ${rows[0]?.v ?? "?"}`;
    },
    async cache() {
      const key = `doctor:${randomUUID()}`;
      await cache.set(key, key, 10_000);
      const back = await cache.get<string>(key);
      await cache.delete(key);
      if (back !== key) throw new Error("a value written could not be read back");
      return config.upstashRedis || config.redis ? "written and read back" : "in this process";
    },
    async queue() {
      if (!config.qstash) return config.sqs ? "jobs go by SQS" : "the alarm clock of this process";
      const { url, token } = config.qstash;
      const headers = { authorization: `Bearer ${token}` };
      await http.fetch({
        service: "qstash",
        operation: "keys",
        url: `${url}/v2/keys`,
        headers,
        deadlineMs: 4_000,
      });
      return "signing keys read";
    },
    async sqs() {
      if (!config.sqs) return "not configured";
      const place = openSqs(config.sqs);
      const { waiting, hasDeadLetterQueue } = await readQueueFacts(place).finally(() =>
        place.client.destroy(),
      );
      return `${waiting} waiting, ${hasDeadLetterQueue ? "with" : "without"} a dead-letter queue`;
    },
    async store() {
      const found = await store.head(`doctor/${randomUUID()}`);
      return found ? "answers" : config.s3 ? `bucket ${config.s3.bucket} answers` : "disk";
    },
    async mail() {
      await mailer.verify();
      return config.mail.transport === "smtp" ? `${config.mail.host}:${config.mail.port}` : "mailbox on disk";
    },
    async platform(id) {
      const platform = config.platforms[id];
      if (!platform) throw new Error("not configured");
      if (platform.mode === "sandbox") return reach(id, `${config.sandbox.url}/control/health`);
      const [base] = Object.values(platform.urls);
      return reach(id, base ?? "");
    },
  };
}
