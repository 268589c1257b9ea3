import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { runToEnd } from "./run-to-end.ts";

const BUILD = "build/server/index.js";
/** What the bundle is made of: the app, and the schemas and rules it shares with the server. */
const SOURCES = [
  "app",
  "public",
  "server/features",
  "server/platforms/rules.ts",
  "vite.config.ts",
  "remix.config.js",
];

/** Builds the web app when there is no build yet or a source is newer, so that `npm start` never shows yesterday's code. */
export async function ensureBuild(say: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (existsSync(BUILD) && newest(SOURCES) <= statSync(BUILD).mtimeMs) return;
  say("building the web app (once per change, about ten seconds) …");
  await runToEnd({
    program: "npm",
    args: ["run", "--silent", "build"],
    signal,
    what: "building the web app",
  });
}

function newest(targets: string[]): number {
  let latest = 0;
  for (const target of targets) {
    if (!existsSync(target)) continue;
    const stat = statSync(target);
    latest = stat.isDirectory()
      ? Math.max(latest, newest(readdirSync(target).map((name) => path.join(target, name))))
      : Math.max(latest, stat.mtimeMs);
  }
  return latest;
}
