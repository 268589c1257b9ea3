import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { loadConfig } from "#server/config/load.ts";
import { variableList } from "#server/config/variables.ts";
import { systemClock } from "#server/core/clock.ts";
import { catalog } from "./catalog.ts";
import { envExample, tableEnd, tableStart, withServicesTable } from "./documents.ts";
import { inspectServices } from "./inspect.ts";
import type { Probe } from "./service.ts";

const run = promisify(execFile);

describe("the catalog", () => {
  test("names every system once, and over forty of them", () => {
    const ids = catalog.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(40);
  });

  test("leaves no variable without a system that reads it", () => {
    const read = new Set(catalog.flatMap(({ env }) => env));
    expect(variableList.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
  });

  test("says in both languages how every system fails and where to get it", () => {
    for (const service of catalog) {
      const words = [
        service.role,
        service.howToGet,
        ...service.failureModes.flatMap(({ what, effect }) => [what, effect]),
      ];
      expect(service.failureModes.length, service.id).toBeGreaterThan(0);
      for (const { en, fr } of words)
        expect([en.length > 3, fr.length > 3], `${service.id}: ${en}`).toEqual([true, true]);
    }
  });

  test("lets no French line break before its double punctuation", () => {
    const french = catalog.flatMap(({ role, howToGet, failureModes }) =>
      [role, howToGet, ...failureModes.flatMap(({ what, effect }) => [what, effect])].map(({ fr }) => fr),
    );
    expect(french.filter((text) => / [;:!?»]|« |\p{L}'\p{L}/u.test(text))).toEqual([]);
  });

  test("is what .env.example and the README say", () => {
    expect(readFileSync(".env.example", "utf8")).toBe(envExample());
    const readme = readFileSync("README.md", "utf8");
    expect(withServicesTable(readme)).toBe(readme);
    const drifted = `a\n${tableStart("services")}\nDRIFTED ROW\n${tableEnd("services")}\nb`;
    expect(withServicesTable(drifted)).not.toContain("DRIFTED ROW");
  });
});

describe("an inspection", () => {
  const answers = (change: Partial<Probe> = {}): Probe => ({
    database: async () => "PostgreSQL 18",
    cache: async () => "ok",
    queue: async () => "ok",
    sqs: async () => "ok",
    store: async () => "ok",
    mail: async () => "ok",
    platform: async () => "ok",
    ...change,
  });
  const inspect = (env: Record<string, string>, probe: Probe, timeoutMs = 1_000) =>
    inspectServices({
      env,
      config: loadConfig(env, { dataDir: "/tmp/huntaze-inspection" }),
      probe,
      clock: systemClock,
      language: "en",
      timeoutMs,
    });

  test("asks only what is in use, and reports each answer by itself", async () => {
    const broken = answers({ cache: () => Promise.reject(new Error("refused, token=abc123secret")) });
    const states = await inspect({}, broken);
    const of = (id: string) => states.find((state) => state.id === id);
    expect(of("database")).toMatchObject({ mode: "embedded", reachable: true, detail: "PostgreSQL 18" });
    expect(of("redis")).toMatchObject({ reachable: false });
    expect(of("redis")?.detail).not.toContain("abc123secret");
    expect(of("stripe")).toMatchObject({ mode: "planned", reachable: null });
  });

  test("takes a Redis server of one's own for configured, and asks a queue that is there", async () => {
    const env = {
      REDIS_URL: "redis://127.0.0.1:6379",
      SQS_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/huntaze",
    };
    const broken = answers({ sqs: () => Promise.reject(new Error("no such queue")) });
    const states = await inspect(env, broken);
    const of = (id: string) => states.find((state) => state.id === id);
    expect(of("redis")).toMatchObject({ mode: "live", configured: true, missing: [], reachable: true });
    expect(of("sqs")).toMatchObject({ mode: "live", configured: true, reachable: false });
    expect((await inspect({}, answers())).find(({ id }) => id === "sqs")).toMatchObject({
      mode: "off",
      configured: false,
      reachable: null,
    });
  });

  test("waits for nobody longer than it said", async () => {
    const states = await inspect({}, answers({ store: () => new Promise(() => undefined) }), 50);
    expect(states.find(({ id }) => id === "s3")).toMatchObject({
      reachable: false,
      detail: "no answer within 50 ms",
    });
  });

  test("shows which name a variable was read from, and never its value", async () => {
    const states = await inspect(
      { FACEBOOK_APP_ID: "1234567890", FACEBOOK_APP_SECRET: "s3cr3t-s3cr3t" },
      answers(),
    );
    expect(JSON.stringify(states)).not.toContain("s3cr3t-s3cr3t");
    const instagram = states.find(({ id }) => id === "instagram");
    expect(instagram?.mode).toBe("live");
  });
});

test("doctor exits 1 in production and names each missing variable in one line with an example", async () => {
  const env = { PATH: process.env.PATH, NODE_ENV: "production" as const };
  const failed = await run(process.execPath, ["server/entry/doctor.ts", "--json"], { env }).catch(
    (error) => error,
  );
  expect(failed.code).toBe(1);
  const report = JSON.parse(failed.stdout) as { problems: string[]; healthy: boolean };
  expect(report.healthy).toBe(false);
  for (const name of ["DATABASE_URL", "AUTH_SECRET", "TOKEN_ENCRYPTION_KEY"])
    expect(report.problems.find((line) => line.startsWith(name))).toMatch(/for example/);
});
