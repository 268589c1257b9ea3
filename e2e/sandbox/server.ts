import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { buildApp } from "./app.ts";
import type { Secrets } from "./core/network.ts";
import { SANDBOX_CLIENTS } from "./secrets.ts";
import { World } from "./world.ts";

export interface SandboxOptions {
  /** 0 takes any free port. */
  port?: number;
  /** Folder of the durable state and the ledger; created when missing. */
  dataDir: string;
  /** The app's origin: webhooks go there, and its redirect addresses are accepted. */
  appUrl: string;
  /** Scales every wait of the networks: 0.05 is twenty times quicker. */
  pace?: number;
  /** Credentials of the app per network and login flavour. Defaults to the sandbox's public clients. */
  secrets?: Secrets;
}

export interface Sandbox {
  url: string;
  close(): Promise<void>;
}

/** Starts the sandbox on loopback. Resolves once it answers; what was under way before a restart goes on. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  mkdirSync(options.dataDir, { recursive: true });
  let url = "";
  const world = new World({
    dataDir: options.dataDir,
    appUrl: options.appUrl.replace(/\/+$/, ""),
    pace: options.pace ?? 1,
    secrets: withDefaults(options.secrets ?? {}),
    url: () => url,
  });
  const app = buildApp(world);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  // Longer than clients keep idle connections: a close that races with their next request looks like a lost answer.
  server.keepAliveTimeout = 75_000;
  await listen(server, options.port ?? 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.resume();
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        world.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The app's own credentials where it has some, the sandbox's public clients for every other login. */
function withDefaults(own: Secrets): Secrets {
  const merged: Secrets = { ...own };
  for (const [network, clients] of Object.entries(SANDBOX_CLIENTS))
    merged[network] = { ...clients, ...own[network] };
  return merged;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
