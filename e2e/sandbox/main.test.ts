import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sandboxControl } from "./client.ts";
import { type AppDouble, startAppDouble } from "./testing/app-double.ts";
import {
  type Connected,
  connectInstagram,
  containerStatus,
  finishedImage,
  graph,
  MAYA,
  publish,
} from "./testing/instagram.ts";
import { eventually, type JsonAnswer, type TestSandbox } from "./testing/test-sandbox.ts";
import { connect, uploadReel } from "./testing/tiktok.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
let folder: string;
let app: AppDouble;
let children: ChildProcess[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-main-"));
  app = await startAppDouble();
  children = [];
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill("SIGKILL");
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const environment = (changes: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  NODE_ENV: "test",
  PATH: process.env.PATH,
  SANDBOX_DATA: join(folder, "sandbox"),
  APP_URL: app.url,
  SANDBOX_PACE: "0.01",
  ...changes,
});

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", resolve));

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const url = /^sandbox ready (\S+)\n/.exec(text)?.[1];
      if (url) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
}

/** The sandbox as a process of its own, seen like one in this process. */
async function startProcess(port = 0): Promise<TestSandbox & { child: ChildProcess }> {
  const child = fork(MAIN, [], {
    env: environment({ SANDBOX_PORT: String(port) }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  children.push(child);
  const url = await readyUrl(child);
  const control = sandboxControl(url);
  const unused = () => Promise.reject(new Error("a process is killed, not closed"));
  return { child, url, control, app, dataDir: join(folder, "sandbox"), restart: unused, close: unused };
}

describe("the sandbox process", () => {
  it("is ready after less than a second of work, counted in processor time", async () => {
    const tell = 'process.on("disconnect", () => console.log("worked", process.cpuUsage()))';
    const child = fork(MAIN, [], {
      env: environment(),
      stdio: ["ignore", "pipe", "ignore", "ipc"],
      execArgv: ["--import", `data:text/javascript,${encodeURIComponent(tell)}`],
    });
    children.push(child);
    await readyUrl(child);
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.disconnect();
    const WORKED = /worked \{ user: (\d+), system: (\d+) \}/;
    await eventually(
      () => text,
      (told) => WORKED.test(told),
    );
    const [, user, system] = WORKED.exec(text) ?? [];
    expect((Number(user) + Number(system)) / 1_000).toBeLessThan(1_000);
  });

  it("ends when the IPC channel of its parent closes", async () => {
    const { child } = await startProcess();
    child.disconnect();
    expect(await exited(child)).toBe(0);
  });

  it("without a channel, ends when its stdin closes, and not when it never had one", async () => {
    const start = (stdin: "pipe" | "ignore") => {
      const child = spawn(process.execPath, [MAIN], { env: environment(), stdio: [stdin, "pipe", "pipe"] });
      children.push(child);
      return child;
    };
    const piped = start("pipe");
    await readyUrl(piped);
    piped.stdin?.end();
    expect(await exited(piped)).toBe(0);
    const alone = start("ignore");
    const url = await readyUrl(alone);
    expect(await sandboxControl(url).health()).toEqual({ ok: true });
    alone.kill("SIGTERM");
    expect(await exited(alone)).toBe(0);
  });

  it.each([
    ["no data folder", { SANDBOX_DATA: "" }, "SANDBOX_DATA"],
    ["an app address that is none", { APP_URL: "nowhere" }, "APP_URL"],
    ["secrets that are not JSON", { SANDBOX_SECRETS: "{" }, "SANDBOX_SECRETS"],
  ])("names the variable that is wrong: %s", async (_what, changes, named) => {
    const child = spawn(process.execPath, [MAIN], {
      env: environment(changes),
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    expect(await exited(child)).toBe(1);
    expect(errors).toContain(named);
  });

  it("takes the app’s own credentials", async () => {
    const secrets = { tiktok: { "login-kit": { clientId: "own-key", clientSecret: "own-secret" } } };
    const child = fork(MAIN, [], {
      env: environment({ SANDBOX_SECRETS: JSON.stringify(secrets) }),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    children.push(child);
    const url = await readyUrl(child);
    const query = new URLSearchParams({
      client_key: "own-key",
      scope: "user.info.basic",
      response_type: "code",
      redirect_uri: `${app.url}/cb`,
      code_challenge: "0".repeat(64),
      code_challenge_method: "S256",
    });
    const authorizeUrl = `${url}/www.tiktok.com/v2/auth/authorize/?${query}`;
    expect(await sandboxControl(url).consent({ authorizeUrl })).toContain("/cb?code=");
  });
});

describe("kill -9", () => {
  /** Publishes, whatever becomes of the answer. */
  const tryToPublish = async (
    sandbox: TestSandbox,
    maya: Connected,
    id: string,
  ): Promise<JsonAnswer | undefined> => {
    try {
      return await publish(sandbox, maya, id);
    } catch {
      return undefined;
    }
  };

  it("at any moment of publishing loses no answered post and makes none twice", async () => {
    let sandbox = await startProcess();
    const port = Number(new URL(sandbox.url).port);
    let maya = await connectInstagram(sandbox);
    const answered: string[] = [];
    const containers: string[] = [];
    for (let kills = 0; kills < 8; kills += 1) {
      const ready = await Promise.all([1, 2, 3].map((n) => finishedImage(sandbox, maya, `${kills}-${n}`)));
      containers.push(...ready);
      const publishing = ready.map((id) => tryToPublish(sandbox, maya, id));
      await new Promise((resolve) => setTimeout(resolve, kills * 3));
      sandbox.child.kill("SIGKILL");
      await exited(sandbox.child);
      for (const answer of await Promise.all(publishing)) {
        if (answer?.status === 200) answered.push(answer.string("id"));
      }
      sandbox = await startProcess(port);
    }
    maya = { ...maya };
    const effects = await sandbox.control.effects();
    const published = effects.map((effect) => effect.remoteId);
    expect(new Set(published).size).toBe(published.length);
    expect(new Set(effects.map((effect) => effect.containerId)).size).toBe(effects.length);
    expect(published).toEqual(expect.arrayContaining(answered));
    for (const id of containers) {
      const status = (await containerStatus(sandbox, maya, id)).at("status_code");
      expect(status === "PUBLISHED").toBe(effects.some((effect) => effect.containerId === id));
    }
    const live = await graph(sandbox, maya.token, `/${MAYA}/media`, { params: { limit: "100" } });
    expect((live.at("data") as { id: string }[]).map((post) => post.id).sort()).toEqual(
      [...published].sort(),
    );
  }, 60_000);

  it("while videos are processed neither loses nor doubles a post", async () => {
    let sandbox = await startProcess();
    const port = Number(new URL(sandbox.url).port);
    const { token } = await connect(sandbox);
    await sandbox.control.settings({ network: "tiktok", rateLimits: false, processingMs: 2_000 });
    const publishIds: string[] = [];
    for (let kills = 0; kills < 4; kills += 1) {
      publishIds.push(await uploadReel(sandbox, token, { title: `video ${kills}` }));
      await new Promise((resolve) => setTimeout(resolve, kills * 12));
      sandbox.child.kill("SIGKILL");
      await exited(sandbox.child);
      sandbox = await startProcess(port);
    }
    const effects = await eventually(
      () => sandbox.control.effects({ network: "tiktok" }),
      (all) => all.length >= publishIds.length,
    );
    expect(effects.map((effect) => effect.publishId).sort()).toEqual([...publishIds].sort());
  }, 60_000);
});
