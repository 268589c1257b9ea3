import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as rules from "#e2e/support/architecture/rules.ts";
import { analyse, readSourceFiles } from "#e2e/support/architecture/source-files.ts";

const files = readSourceFiles(fileURLToPath(new URL("..", import.meta.url)));

describe("the house", () => {
  it("is read whole", () => {
    expect(files.length).toBeGreaterThan(300);
    for (const folder of ["app/", "server/", "jobs/", "e2e/", "prisma/"])
      expect(files.some((file) => file.path.startsWith(folder))).toBe(true);
  });

  it("imports in one direction only", () => {
    expect(rules.wrongDirections(files)).toEqual([]);
  });

  it("knows each outside system's library in its adapter alone", () => {
    expect(rules.strayLibraries(files)).toEqual([]);
  });

  it("uses Web APIs alone in what runs at the edge", () => {
    expect(rules.nodeAtTheEdge(files)).toEqual([]);
  });

  it("sends browsers words and looks of networks, and nothing with them", () => {
    expect(rules.browserData(files)).toEqual([]);
  });

  it("leaves by one door: fetch is called in server/http alone", () => {
    expect(rules.strayFetches(files)).toEqual([]);
  });

  it("reads the environment in server/config alone", () => {
    expect(rules.strayEnvironment(files)).toEqual([]);
  });

  it("writes to the console in server/entry alone", () => {
    expect(rules.strayConsole(files)).toEqual([]);
  });

  it("gives up no type", () => {
    expect(rules.givenUpTypes(files)).toEqual([]);
  });

  it("has no file of more than four hundred lines", () => {
    expect(rules.longFiles(files)).toEqual([]);
  });

  it("has no circles between files", () => {
    expect(rules.circles(files)).toEqual([]);
  });
});

/** Each rule is shown one offence, so that its silence above means something. */
describe("a planted offence is seen", () => {
  const one = (path: string, text: string) => [analyse(path, text)];

  it.each([
    ["the core imports http", "server/core/x.ts", 'import { y } from "#server/http/y.ts";'],
    ["http imports a feature", "server/http/x.ts", 'import { y } from "../features/posts/service.ts";'],
    ["a platform reads the configuration", "server/platforms/x/x.ts", 'import "#server/config/load.ts";'],
    [
      "a feature imports an adapter",
      "server/features/posts/service.ts",
      'export * from "#server/adapters/s3/s3.ts";',
    ],
    [
      "a service queries by itself",
      "server/features/posts/service.ts",
      'import { Prisma } from "#prisma/generated/client.ts";',
    ],
    [
      "a feature calls another",
      "server/features/posts/service.ts",
      'import { y } from "#server/features/media/service.ts";',
    ],
    [
      "an adapter knows a feature by type",
      "server/adapters/s3/x.ts",
      'import type { Y } from "#server/features/media/service.ts";',
    ],
    ["a job imports wiring", "jobs/x.ts", 'const y = await import("#server/wiring/build.ts");'],
    ["a page runs server code", "app/routes/x.tsx", 'import { y } from "#server/features/posts/service.ts";'],
    ["a page imports the core", "app/lib/x.ts", 'import { redact } from "#server/core/redact.ts";'],
    ["an adapter leans on another", "server/adapters/s3/x.ts", 'import { y } from "../upstash/store.ts";'],
    ["a page gathers server code", "app/lib/x.ts", 'import.meta.glob("../../server/platforms/*/oauth.ts");'],
    ["a platform leans on another", "server/platforms/x/x.ts", 'import { y } from "../tiktok/urls.ts";'],
    ["the sandbox borrows", "e2e/sandbox/x.ts", 'import { y } from "#server/platforms/tiktok/x.ts";'],
    [
      "the procedures import wiring",
      "server/trpc/x.ts",
      'import { type Y, z } from "#server/wiring/build.ts";',
    ],
  ])("%s", (_what, path, text) => {
    expect(rules.wrongDirections(one(path, text))).toHaveLength(1);
  });

  it.each([
    ["a schema for a form", "app/features/x.tsx", 'import { y } from "#server/features/posts/schema.ts";'],
    ["a type for a page", "app/features/x.tsx", 'import type { Y } from "#server/trpc/app-router.ts";'],
    [
      "the router's procedures",
      "server/features/posts/router.ts",
      'import { y } from "#server/trpc/procedures.ts";',
    ],
    [
      "the client in a repo",
      "server/features/posts/repo.ts",
      'import { y } from "#prisma/generated/client.ts";',
    ],
    [
      "another feature's type",
      "server/features/posts/x.ts",
      'import { type Y } from "#server/features/media/service.ts";',
    ],
    [
      "the words of networks",
      "app/i18n/i18n.ts",
      'import.meta.glob("../../server/platforms/*/words.ts", { eager: true });',
    ],
    ["its own folder", "server/features/posts/x.ts", 'import { y } from "./repo.ts";'],
    [
      "a comment",
      "server/core/x.ts",
      '// import { y } from "#server/http/y.ts";\nconst text = "#server/http/y.ts";',
    ],
  ])("and allowed remains: %s", (_what, path, text) => {
    expect(rules.wrongDirections(one(path, text))).toEqual([]);
  });

  it.each([
    ["server/features/posts/service.ts", 'import Stripe from "stripe";'],
    ["server/wiring/build.ts", 'import { Redis } from "@upstash/redis";'],
    ["server/adapters/upstash/x.ts", 'import { S3Client } from "@aws-sdk/client-s3";'],
    ["jobs/definitions/x.ts", 'const { default: OpenAI } = await import("openai");'],
  ])("a library of an outside system in %s", (path, text) => {
    expect(rules.strayLibraries(one(path, text))).toHaveLength(1);
  });

  it.each([
    [rules.strayFetches, "server/adapters/x/x.ts", "await fetch(url);"],
    [rules.strayFetches, "jobs/x.ts", "const door = globalThis.fetch;"],
    [rules.strayEnvironment, "server/http/x.ts", "const key = process.env.KEY;"],
    [rules.strayEnvironment, "app/entry.server.tsx", "const { KEY } = process.env;"],
    [rules.strayConsole, "server/features/posts/x.ts", 'console.log("x");'],
    [rules.givenUpTypes, "app/lib/x.ts", "const x: any = 1;"],
    [rules.browserData, "server/platforms/x/words.ts", 'import { y } from "./rules.ts";'],
    [rules.nodeAtTheEdge, "server/core/x.ts", 'import { createHash } from "node:crypto";'],
  ] as const)("%o in %s", (rule, path, text) => {
    expect(rule(one(path, text))).toEqual([expect.stringMatching(`^${path}:1`)]);
  });

  it("but not a call to something of that name that was handed in", () => {
    expect(
      rules.strayFetches(one("server/adapters/x/x.ts", "const f = (fetch: Fetch) => fetch(url);")),
    ).toEqual([]);
    expect(rules.strayFetches(one("server/adapters/x/x.ts", "http.fetch(request);"))).toEqual([]);
  });

  it("a file of 401 lines", () => {
    expect(rules.longFiles(one("app/lib/x.ts", "x;\n".repeat(401)))).toEqual(["app/lib/x.ts has 401 lines"]);
    expect(rules.longFiles(one("app/lib/x.ts", "x;\n".repeat(400)))).toEqual([]);
  });

  it("a circle, once, and none where only types go round", () => {
    const circle = (kind: string) => [
      analyse("server/core/a.ts", 'import { b } from "./b.ts";'),
      analyse("server/core/b.ts", 'import { c } from "#server/core/c.ts";'),
      analyse("server/core/c.ts", `import ${kind} { a } from "./a.ts";`),
    ];
    expect(rules.circles(circle(""))).toEqual([
      "server/core/a.ts → server/core/b.ts → server/core/c.ts → server/core/a.ts",
    ]);
    expect(rules.circles(circle("type"))).toEqual([]);
  });
});
