import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { assertNoCanary, scanForCanaries } from "./canary.ts";

export interface AppOptions {
  port: number;
  databaseUrl: string;
  sandboxUrl: string;
  dataDir: string;
  /** `name:nth` of the crash point that kills the process. */
  faultPoint?: string;
  /** Scales every wait of publishing. */
  pace?: number;
  env?: Record<string, string>;
}

export interface AppProcess {
  url: string;
  pid: number;
  /** Resolves with the signal or exit code that ended it. */
  exited: Promise<string>;
  isRunning(): boolean;
  kill(signal: NodeJS.Signals): Promise<string>;
  /** The last lines it printed, for messages of failed tests. */
  output(): string;
}

const READY_WITHIN_MS = 30_000;

/** Starts the product as `npm start` does, against a given database and sandbox, and waits until it is healthy. */
export async function startApp(options: AppOptions): Promise<AppProcess> {
  const child = spawn(process.execPath, ["server/entry/start.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "development",
      PORT: String(options.port),
      APP_URL: `http://localhost:${options.port}`,
      DATABASE_URL: options.databaseUrl,
      SANDBOX_URL: options.sandboxUrl,
      DATA_DIR: options.dataDir,
      LOG_LEVEL: "debug",
      RATE_LIMIT_ENABLED: "false",
      PUBLISH_PACE: String(options.pace ?? 1),
      ...(options.faultPoint ? { FAULT_POINT: options.faultPoint } : {}),
      ...options.env,
    },
  });
  const app = observe(child, `http://localhost:${options.port}`);
  await untilHealthy(app);
  if (!app.isRunning() && !options.faultPoint)
    throw new Error(`the app ended while starting:\n${app.output()}`);
  return app;
}

function observe(child: ChildProcess, url: string): AppProcess {
  let output = "";
  const scan = scanForCanaries();
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-8_000);
    scan.feed(chunk.toString());
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  let running = true;
  const exited = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => {
      running = false;
      assertNoCanary(scan);
      resolve(signal ?? String(code));
    }),
  );
  return {
    url,
    pid: child.pid ?? 0,
    exited,
    isRunning: () => running,
    kill: (signal) => {
      child.kill(signal);
      return exited;
    },
    output: () => output,
  };
}

async function untilHealthy(app: AppProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    // A crash point may be reached while work left behind is taken up: that is a start, then a kill.
    if (!app.isRunning()) return;
    const healthy = await fetch(`${app.url}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  app.kill("SIGKILL");
  throw new Error(`the app did not become healthy:\n${app.output()}`);
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
