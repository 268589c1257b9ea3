import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";

export interface OpenDatabase {
  url: string;
  db: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** A migrated database by its address, for processes outside the test runner. */
export function openByUrl(url: string): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    db,
    pool,
    close: async () => {
      await db.$disconnect();
      await pool.end().catch(() => undefined);
    },
  };
}
