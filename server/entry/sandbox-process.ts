import { fork } from "node:child_process";
import path from "node:path";
import { AppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";

export interface SandboxProcess {
  pid: number;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  port: number;
  dataDir: string;
  appUrl: string;
  log: Log;
}

const READY_WITHIN_MS = 8_000;

/** Starts the sandbox as a child that dies with us: it watches the channel between us. Resolves once it answers. */
export function startSandboxProcess(options: SandboxOptions): Promise<SandboxProcess> {
  const child = fork(path.resolve("e2e/sandbox/main.ts"), [], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: ["--max-old-space-size=160", "--max-semi-space-size=4"],
    env: {
      PATH: "/usr/bin:/bin",
      NODE_ENV: "development",
      SANDBOX_PORT: String(options.port),
      SANDBOX_DATA: path.join(options.dataDir, "sandbox"),
      APP_URL: options.appUrl,
    },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-2_000);
    options.log.warn("sandbox", { text: chunk.toString().trim() });
  });
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new AppError(
          "UNAVAILABLE",
          `SANDBOX_PORT: the sandbox did not start on ${options.port} (${why}), for example SANDBOX_PORT=3101`,
        ),
      );
    const timer = setTimeout(() => fail("no answer in time"), READY_WITHIN_MS);
    child.once("exit", (code) => fail(errors.trim().split("\n").at(-1) || `exit code ${code}`));
    child.stdout?.on("data", (chunk: Buffer) => {
      if (!chunk.toString().includes("sandbox ready")) return;
      clearTimeout(timer);
      resolve({
        pid: child.pid ?? 0,
        stop: async () => {
          child.kill("SIGTERM");
          await exited;
        },
      });
    });
  });
}
