import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SandboxControl, sandboxControl } from "../client.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../server.ts";
import { type AppDouble, startAppDouble } from "./app-double.ts";

export interface TestSandbox {
  app: AppDouble;
  control: SandboxControl;
  readonly url: string;
  dataDir: string;
  /** Ends the sandbox and starts it again on the same folder and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A sandbox of its own beside an app double, quick enough for tests. */
export async function testSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const app = await startAppDouble();
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const dataDir = join(folder, "sandbox");
  const settings = { dataDir, appUrl: app.url, pace: 0.01, ...options };
  let sandbox: Sandbox = await startSandbox(settings);
  const { url } = sandbox;
  return {
    app,
    url,
    dataDir,
    control: sandboxControl(url),
    async restart() {
      await sandbox.close();
      // The client's pool must notice that its idle connections are gone.
      await new Promise((resolve) => setTimeout(resolve, 20));
      sandbox = await startSandbox({ ...settings, port: Number(new URL(url).port) });
    },
    async close() {
      await sandbox.close();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer satisfies, or fails with the last one. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfied: (answer: T) => boolean,
  withinMs = 5_000,
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > giveUpAt)
      throw new Error(`never happened; the last answer was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** The body as it came: ids beyond 2^53 are asserted here. */
  text: string;
  body: unknown;
  /** The value at a dotted path of the body. */
  at(path: string): unknown;
  /** The same as text; fails where there is none. */
  string(path: string): string;
}

/** Plain fetch, with the answer read. */
export async function request(url: string | URL, init?: RequestInit): Promise<JsonAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = parsed(text);
  const at = (path: string): unknown =>
    path.split(".").reduce<unknown>((value, key) => {
      return typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
    }, body);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    at,
    string(path) {
      const value = at(path);
      if (typeof value !== "string")
        throw new Error(`${url}: no text at ${path} in ${response.status} ${text}`);
      return value;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
