import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type SandboxControl, sandboxControl } from "#e2e/sandbox/client.ts";
import { type Sandbox, startSandbox } from "#e2e/sandbox/server.ts";
import { type ApiClient, createApiClient, type PostOutput } from "#e2e/support/api-client.ts";
import { type AppProcess, freePort, startApp } from "#e2e/support/app-process.ts";
import { createStudio, type Studio } from "#e2e/support/studio.ts";
import type { Library } from "./shapes.ts";

const MEDIA = "e2e/fixtures/media";
/** Networks and waits run this much quicker than in life. */
const PACE = 0.02;

/** A creator with accounts and media on a product of its own: database, sandbox and an app that may be killed. */
export interface Lane {
  client: ApiClient;
  studio: Studio;
  control: SandboxControl;
  /** Connections by network, several each, because networks limit what one account may do per minute. */
  connections: Record<"instagram" | "tiktok", string[]>;
  library: Library;
  app(): AppProcess;
  /** Starts the app anew, with a crash point armed or without. */
  restart(faultPoint?: string): Promise<AppProcess>;
  posts(): Promise<PostOutput[]>;
  close(): Promise<void>;
}

export interface LaneOptions {
  name: string;
  /** A database of its own; created and migrated. */
  databaseUrl: string;
  folder: string;
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const dataDir = path.join(options.folder, options.name);
  mkdirSync(dataDir, { recursive: true });
  execFileSync(process.execPath, ["prisma/cli.ts", "migrate"], {
    env: { ...process.env, DATABASE_URL: options.databaseUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const port = await freePort();
  const sandbox = await startSandbox({
    dataDir: path.join(dataDir, "sandbox"),
    appUrl: `http://localhost:${port}`,
    pace: PACE,
  });
  const start = (faultPoint?: string) =>
    startApp({
      port,
      databaseUrl: options.databaseUrl,
      sandboxUrl: sandbox.url,
      dataDir,
      pace: PACE,
      ...(faultPoint ? { faultPoint } : {}),
    });
  let app = await start();
  const client = createApiClient(() => app.url);
  const control = sandboxControl(sandbox.url);
  const { connections, library } = await settleIn(client, sandbox, control);
  return {
    client,
    studio: createStudio(client, sandbox.url),
    control,
    connections,
    library,
    app: () => app,
    async restart(faultPoint) {
      if (app.isRunning()) await app.kill("SIGKILL");
      app = await start(faultPoint);
      return app;
    },
    posts: () => allPosts(client),
    async close() {
      if (app.isRunning()) await app.kill("SIGTERM");
      await sandbox.close();
    },
  };
}

async function settleIn(client: ApiClient, sandbox: Sandbox, control: SandboxControl) {
  for (const network of ["instagram", "tiktok"])
    await control.settings({ network, quota: 100_000, rateLimits: false, processingMs: 2_000 });
  await client.signUp({
    name: "Kim",
    email: `kim-${crypto.randomUUID()}@example.com`,
    password: "a long enough one",
  });
  const studio = createStudio(client, sandbox.url);
  const library: Library = {
    image: await client.upload(`${MEDIA}/portrait-1080x1350.jpg`, "image/jpeg"),
    square: await client.upload(`${MEDIA}/square-1080.jpg`, "image/jpeg"),
    video: await client.upload(`${MEDIA}/reel-1080x1920-3s.mp4`, "video/mp4"),
  };
  const connections = {
    instagram: [await studio.connect("instagram", "instagram-login")],
    tiktok: [await studio.connect("tiktok", "login-kit")],
  };
  return { connections, library };
}

async function allPosts(client: ApiClient): Promise<PostOutput[]> {
  const posts: PostOutput[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await client.trpc.posts.list.query({ limit: 100, ...(cursor ? { cursor } : {}) });
    posts.push(...page.posts);
    cursor = page.nextCursor;
  } while (cursor);
  return posts;
}
