import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

/** Prisma's real schema engine, compiled to WebAssembly: no native binary has to be downloaded. */
export interface SchemaEngine {
  applyMigrations(input: {
    migrationsList: MigrationsList;
    filters: Filters;
  }): Promise<{ appliedMigrationNames: string[] }>;
  diff(input: {
    from: { tag: "migrations" } & MigrationsList;
    to: { tag: "schemaDatamodel"; files: SchemaFile[] };
    script: true;
    exitCode: null;
    shadowDatabaseUrl: null;
    filters: Filters;
  }): Promise<{ stdout: string }>;
}

export interface SchemaFile {
  path: string;
  content: string;
}

export interface MigrationsList {
  baseDir: string;
  shadowDbInitScript: string;
  lockfile: { path: string; content: string };
  migrationDirectories: {
    path: string;
    migrationFile: { path: string; content: { tag: "ok"; value: string } };
  }[];
}

interface Filters {
  externalTables: string[];
  externalEnums: string[];
}

export const NO_FILTERS: Filters = { externalTables: [], externalEnums: [] };

/** Loads the engine against `url`. `close` must be called: an open connection blocks cloning the database. */
export async function loadSchemaEngine(
  url: string,
  schema: SchemaFile[],
  scripts: string[],
): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const glue = await import(`${folder}/schema_engine_bg.js`);
  const module = new WebAssembly.Module(readFileSync(`${folder}/schema_engine_bg.wasm`));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": glue });
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`schema engine: ${message}`);
      },
    },
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as (() => void) | undefined)?.();
  const open: SqlDriverAdapter[] = [];
  const engine = await glue.SchemaEngine.new(
    { datamodels: schema.map((file) => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapterFactory(url, scripts, open)),
  );
  return {
    engine,
    close: async () => {
      for (const adapter of open.splice(0)) await adapter.dispose();
    },
  };
}

function adapterFactory(
  url: string,
  scripts: string[],
  open: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  // One connection, so that a rollback meets the transaction it is for.
  const factory = new PrismaPg({ connectionString: url, max: 1 });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = atomicScripts(withCharType(await connect()), scripts);
    open.push(adapter);
    return adapter as Awaited<ReturnType<typeof connect>>;
  };
  factory.connectToShadowDb = () => shadowDatabase(url) as ReturnType<typeof connect>;
  return factory as unknown as SqlMigrationAwareDriverAdapterFactory;
}

/**
 * A migration and the note that it finished commit together. So a row without `finished_at` always means that nothing of
 * its script is in the database, whenever the process was killed.
 */
function atomicScripts(adapter: SqlDriverAdapter, scripts: string[]): SqlDriverAdapter {
  const execute = adapter.executeScript.bind(adapter);
  adapter.executeScript = async (script) => {
    if (!scripts.includes(script)) return execute(script);
    const finish = `UPDATE "_prisma_migrations" SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL`;
    try {
      await execute(`BEGIN;\n${script}\n;${finish};\nCOMMIT;`);
    } catch (error) {
      await execute("ROLLBACK");
      throw error;
    }
  };
  return adapter;
}

interface PgResult {
  fields?: { dataTypeID: number }[];
  rows?: object;
}

/** adapter-pg knows no column type for pg_catalog's "char" (oid 18); the engine wants it as Character. */
function withCharType(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const charColumns = new WeakMap<object, number[]>();
  const inner = adapter as SqlDriverAdapter & { performIO(query: unknown): Promise<PgResult> };
  const performIO = inner.performIO.bind(inner);
  inner.performIO = async (query) => {
    const result = await performIO(query);
    const at = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === 18 ? [index] : []));
    for (const index of at) (result.fields?.[index] as { dataTypeID: number }).dataTypeID = 25;
    if (result.rows) charColumns.set(result.rows, at);
    return result;
  };
  const queryRaw = inner.queryRaw.bind(inner);
  inner.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns.get(result.rows) ?? [])
      result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return inner;
}

/** Its own throw-away database: the adapter's would run against the real one. */
async function shadowDatabase(url: string): Promise<SqlDriverAdapter> {
  const name = `shadow_${crypto.randomUUID().replaceAll("-", "")}`;
  const at = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: at("postgres") });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`create database "${name}"`);
  const adapter = withCharType(await new PrismaPg({ connectionString: at(name) }).connect());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await admin(`drop database if exists "${name}" with (force)`);
  };
  return adapter;
}
