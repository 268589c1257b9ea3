import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { inject } from "vitest";
import { PrismaClient } from "#prisma/generated/client.ts";

export interface TestDatabase {
  url: string;
  db: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** A fresh database of its own, cloned from the migrated template in a few milliseconds. */
export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({
      connectionString: Object.assign(new URL(template), { pathname: "/postgres" }).href,
    });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`create database "${name}" template "${template.pathname.slice(1)}" strategy file_copy`);
  const url = Object.assign(new URL(template), { pathname: `/${name}` }).href;
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  // Ending a test drops the database under idle connections: that is expected, not news.
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    db,
    pool,
    close: async () => {
      await db.$disconnect();
      await pool.end().catch(() => undefined);
      await admin(`drop database if exists "${name}" with (force)`);
    },
  };
}
