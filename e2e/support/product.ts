import { spawn } from "node:child_process";
import { freePort } from "./app-process.ts";
import { assertNoCanary, scanForCanaries } from "./canary.ts";

export interface Product {
  appUrl: string;
  sandboxUrl: string;
  pid: number;
  /** From the spawn to the first 200 of /api/health. */
  startedInMs: number;
  output(): string;
  stop(): Promise<void>;
}

export interface ProductOptions {
  dataDir: string;
  /** As a person would type it, with npm around it; the entry itself when left out. */
  command?: "npm start";
  env?: Record<string, string>;
}

const READY_WITHIN_MS = 60_000;

/** `npm start` with everything embedded, on free ports. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const startedAt = performance.now();
  const [program, args]: [string, string[]] =
    options.command === "npm start" ? ["npm", ["start"]] : [process.execPath, ["server/entry/start.ts"]];
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "development",
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: options.dataDir,
      LOG_LEVEL: "debug",
      ...options.env,
    },
  });
  let output = "";
  const scan = scanForCanaries();
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-16_000);
    scan.feed(chunk.toString());
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const appUrl = `http://localhost:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    assertNoCanary(scan);
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the product did not start:\n${output}`);
    }
    const healthy = await fetch(`${appUrl}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    appUrl,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    pid: child.pid ?? 0,
    startedInMs: performance.now() - startedAt,
    output: () => output,
    stop,
  };
}
