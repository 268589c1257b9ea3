import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type SandboxControl, sandboxControl } from "#e2e/sandbox/client.ts";
import { startSandbox } from "#e2e/sandbox/server.ts";
import { type ApiClient, createApiClient } from "#e2e/support/api-client.ts";
import { type AppProcess, freePort, startApp } from "#e2e/support/app-process.ts";
import { createStudio, type Studio } from "#e2e/support/studio.ts";
import { flawsOf, type Judgement, judge, readTargets, type TargetState } from "./judge.ts";
import type { Library, Shape } from "./networks/network.ts";
import { NETWORKS } from "./networks.ts";

const MEDIA = "e2e/fixtures/media";
/** Networks and waits run this much quicker than in life. */
const PACE = 0.02;

/** A workspace with accounts on every network and media of its own. */
export interface Workspace {
  studio: Studio;
  /** Connection by network. */
  connections: Record<string, string>;
  library: Library;
}

/** Creators on a product of its own: database, sandbox and an app that may be killed. */
export interface Lane {
  control: SandboxControl;
  /** Several, because networks limit what one account may do in a time. */
  workspaces: readonly Workspace[];
  app(): AppProcess;
  /** Starts the app anew, with a crash point armed or without. */
  restart(faultPoint?: string): Promise<AppProcess>;
  /** Waits, with the app in peace, until all is settled or the time is over. */
  untilSettled(withinMs: number): Promise<Judgement>;
  targets(): Promise<TargetState[]>;
  close(): Promise<void>;
}

export interface LaneOptions {
  name: string;
  /** A database of its own; created and migrated. */
  databaseUrl: string;
  folder: string;
  workspaces: number;
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
  const control = sandboxControl(sandbox.url);
  for (const { id, settings } of NETWORKS) await control.settings({ network: id, ...settings });
  const start = (faultPoint?: string) =>
    startApp({
      port,
      databaseUrl: options.databaseUrl,
      sandboxUrl: sandbox.url,
      dataDir,
      pace: PACE,
      // Hundreds of starts: what was compiled once is not compiled again.
      env: { NODE_COMPILE_CACHE: path.join(options.folder, "compiled") },
      ...(faultPoint ? { faultPoint } : {}),
    });
  let app = await start();
  const workspaces: Workspace[] = [];
  for (let index = 0; index < options.workspaces; index += 1)
    workspaces.push(await openWorkspace(() => app.url, sandbox.url, index));
  // The cache of compiled code is written by a process that ends by itself.
  await app.kill("SIGTERM");
  app = await start();
  return {
    control,
    workspaces,
    app: () => app,
    async restart(faultPoint) {
      if (app.isRunning()) await app.kill("SIGKILL");
      app = await start(faultPoint);
      return app;
    },
    targets: () => readTargets(options.databaseUrl),
    untilSettled: (withinMs) => untilSettled(options.databaseUrl, control, withinMs),
    async close() {
      if (app.isRunning()) await app.kill("SIGTERM");
      await sandbox.close();
    },
  };
}

async function openWorkspace(origin: () => string, sandboxUrl: string, index: number): Promise<Workspace> {
  const client = createApiClient(origin);
  await client.signUp({
    name: "Kim",
    email: `kim-${crypto.randomUUID()}@example.com`,
    password: "a long enough one",
  });
  const library: Library = {
    image: await client.upload(`${MEDIA}/portrait-1080x1350.jpg`, "image/jpeg"),
    square: await client.upload(`${MEDIA}/square-1080.jpg`, "image/jpeg"),
    video: await client.upload(`${MEDIA}/reel-1080x1920-3s.mp4`, "video/mp4"),
  };
  const studio = createStudio(client, sandboxUrl);
  const connections: Record<string, string> = {};
  for (const { id, flavor, accounts, connectedBy } of NETWORKS) {
    const account = accounts[index % Math.max(1, accounts.length)];
    connections[id] =
      connectedBy === "key"
        ? await connectByKey(client, id, flavor, account ?? "")
        : await studio.connect(id, flavor, account);
  }
  return { studio, connections, library };
}

async function connectByKey(client: ApiClient, platform: string, flavor: string, externalId: string) {
  const input = { platform, flavor, values: {}, externalId };
  return (await client.trpc.accounts.connectAccount.mutate(input)).connectionId;
}

const shapeOf = ({ platform, kind }: TargetState): Shape | undefined =>
  NETWORKS.find(({ id }) => id === platform)?.shapes.find(
    (shape) => shape.target("", () => "").kind === kind,
  );

const LOOK_AGAIN_MS = 2_000;

async function untilSettled(
  databaseUrl: string,
  control: SandboxControl,
  withinMs: number,
): Promise<Judgement> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const targets = await readTargets(databaseUrl);
    const effects = await control.effects();
    const verdict = judge(targets, effects, (target) => shapeOf(target)?.cannotProve === true);
    const open = verdict.unsettled.length + verdict.silent.length;
    if ((open === 0 && flawsOf(verdict).length === 0) || Date.now() > deadline) return verdict;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
