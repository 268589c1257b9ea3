import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { loadSchemaEngine, type MigrationsList, NO_FILTERS, type SchemaFile } from "./schema-engine.ts";

const ROOT = import.meta.dirname;
const LOCKFILE = 'provider = "postgresql"\n';
/** Any number, the same for every instance: the advisory lock that makes two starting together take turns. */
const MIGRATION_LOCK = 7_301_944_215;

const migrationNames = (): string[] => {
  const folder = path.join(ROOT, "migrations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, "migration.sql")))
    .sort();
};

const script = (name: string): string =>
  readFileSync(path.join(ROOT, "migrations", name, "migration.sql"), "utf8");

function migrationsList(): MigrationsList {
  return {
    baseDir: "prisma/migrations",
    shadowDbInitScript: "",
    lockfile: { path: "migration_lock.toml", content: LOCKFILE },
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: script(name) } },
    })),
  };
}

function schemaFiles(): SchemaFile[] {
  const folder = path.join(ROOT, "schema");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({
      path: `prisma/schema/${name}`,
      content: readFileSync(path.join(folder, name), "utf8"),
    }));
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Creates the database of the URL when it does not exist yet. */
export async function ensureDatabase(url: string): Promise<void> {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  const direct = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await direct.connect();
    return;
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000") throw error;
  } finally {
    await direct.end().catch(() => undefined);
  }
  target.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: target.href });
  await admin.connect();
  try {
    await admin.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another instance was quicker.
    if (!["42P04", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await admin.end();
  }
}

/** Names of migrations the database has not finished; empty means up to date. */
export async function pendingMigrations(client: pg.Client): Promise<string[]> {
  const table = await client.query(`select to_regclass('"_prisma_migrations"') as found`);
  if (!table.rows[0].found) return migrationNames();
  const done = await client.query(
    `select migration_name from "_prisma_migrations" where finished_at is not null and rolled_back_at is null`,
  );
  const finished = new Set(done.rows.map((row) => row.migration_name as string));
  const known = migrationNames();
  const foreign = [...finished].find((name) => !known.includes(name));
  if (foreign)
    throw new Error(
      `The database has migration ${foreign}, which this version does not know. It was migrated by a newer version: deploy that version, or restore the backup made before it.`,
    );
  return known.filter((name) => !finished.has(name));
}

/**
 * Brings the database to this version's schema, forward only. Safe when several instances start together: one migrates,
 * the others wait. A migration killed half-way left nothing behind and is run again.
 */
export async function migrate(url: string): Promise<string[]> {
  await ensureDatabase(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const pending = await pendingMigrations(client);
    if (pending.length === 0) return [];
    await forgetInterrupted(client);
    return await apply(url);
  } finally {
    await client.end();
  }
}

async function forgetInterrupted(client: pg.Client): Promise<void> {
  const table = await client.query(`select to_regclass('"_prisma_migrations"') as found`);
  if (table.rows[0].found)
    await client.query(
      `delete from "_prisma_migrations" where finished_at is null and rolled_back_at is null`,
    );
}

async function apply(url: string): Promise<string[]> {
  const { engine, close } = await loadSchemaEngine(url, schemaFiles(), migrationNames().map(script));
  try {
    const result = await engine.applyMigrations({ migrationsList: migrationsList(), filters: NO_FILTERS });
    return result.appliedMigrationNames;
  } catch (cause) {
    throw new Error(
      `Migration failed and was rolled back; the database is as before. ${engineMessage(cause)}`,
      { cause },
    );
  } finally {
    await close();
  }
}

/** The database's words and the migration's name, without the engine's trace. */
function engineMessage(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const name = /migration_name="([^"]+)"/.exec(text)?.[1];
  return `${name ? `${name}: ` : ""}${text.split(/\n\s+0: /)[0]?.replaceAll("\n", " ") ?? text}`;
}

/** Writes the next migration: the difference between the migrations so far and the schema files. */
export async function createMigration(url: string, name: string): Promise<string | undefined> {
  await ensureDatabase(url);
  const schema = schemaFiles();
  const { engine, close } = await loadSchemaEngine(url, schema, []);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...migrationsList() },
      to: { tag: "schemaDatamodel", files: schema },
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: NO_FILTERS,
    });
    if (/^\s*(-- This is an empty migration\.)?\s*$/.test(stdout)) return undefined;
    const folder = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
    mkdirSync(path.join(ROOT, "migrations", folder), { recursive: true });
    writeFileSync(path.join(ROOT, "migrations", folder, "migration.sql"), stdout);
    writeFileSync(path.join(ROOT, "migrations", "migration_lock.toml"), LOCKFILE);
    return folder;
  } finally {
    await close();
  }
}
