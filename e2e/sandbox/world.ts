import { join } from "node:path";
import { sandboxClock } from "./core/clock.ts";
import { createFaults } from "./core/faults.ts";
import { createJournal } from "./core/journal.ts";
import { openMediaStore } from "./core/media-store.ts";
import type { Kit, SandboxNetwork, Secrets } from "./core/network.ts";
import { createScheduler } from "./core/scheduler.ts";
import { createSettings } from "./core/settings.ts";
import { openStore } from "./core/store.ts";
import { createWebhookSender } from "./core/webhooks.ts";
import { NETWORKS } from "./networks.ts";

export interface WorldOptions {
  dataDir: string;
  appUrl: string;
  pace: number;
  secrets: Secrets;
  url(): string;
}

/** Everything the sandbox is, apart from its pages: state, time, networks. */
export type World = ReturnType<typeof openWorld>;

const KEPT_ERRORS = 50;

export function openWorld(options: WorldOptions) {
  let closed = false;
  const errors: { at: string; message: string }[] = [];
  const store = openStore(options.dataDir);
  const meta = store.collection<number>("clock", { max: 1 });
  const clock = sandboxClock(meta.get("offset") ?? 0);
  const onError = (error: unknown) => {
    errors.push({
      at: clock.iso(),
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    if (errors.length > KEPT_ERRORS) errors.shift();
  };
  const scheduler = createScheduler(clock, onError);
  const settings = createSettings(store, Object.fromEntries(NETWORKS.map((one) => [one.id, one.settings])));
  const faults = createFaults();
  const journal = createJournal();
  const ownsUrl = (url: URL) => staysHere(url, options.appUrl);
  const media = openMediaStore(options.dataDir, ownsUrl);
  const webhooks = createWebhookSender({
    appUrl: options.appUrl,
    pace: options.pace,
    clock,
    scheduler,
    store,
    settings: settings.get,
    closed: () => closed,
  });
  const networks = NETWORKS.map((definition): SandboxNetwork => {
    const kit: Kit = {
      network: definition.id,
      url: options.url,
      appUrl: options.appUrl,
      pace: options.pace,
      clients: options.secrets[definition.id] ?? {},
      clock,
      scheduler,
      store,
      media,
      settings: () => settings.get(definition.id),
      faults,
      journal,
      webhooks,
      ownsUrl,
      navigation: navigationLinks,
      onError,
      closed: () => closed,
    };
    const network = definition.create(kit);
    webhooks.register(network.id, { ...network.webhook, sign: network.signWebhook });
    return network;
  });

  return {
    ...options,
    networks,
    store,
    clock,
    settings,
    faults,
    journal,
    media,
    webhooks,
    errors,
    onError,
    mailDir: join(options.dataDir, "..", "mail"),
    network: (id: string) => networks.find((network) => network.id === id),
    moveClock(offsetMs: number) {
      store.commit([meta.put("offset", offsetMs)]);
      clock.setOffset(offsetMs);
    },
    /** Takes up again what was under way when the process ended. */
    resume() {
      const files = networks.map((network) => network.filesInUse());
      media.sweep({
        media: new Set(files.flatMap((used) => used.media)),
        uploads: new Set(files.flatMap((used) => used.uploads)),
      });
      for (const network of networks) network.resume();
      webhooks.start();
    },
    /** Forgets everything: accounts are unconnected, nothing is live, the ledger is empty. */
    reset() {
      scheduler.clear();
      webhooks.reset();
      faults.clear();
      journal.clear();
      errors.length = 0;
      store.reset();
      media.reset();
      clock.setOffset(0);
      for (const network of networks) network.reset?.();
    },
    close() {
      closed = true;
      scheduler.close();
      store.close();
    },
  };
}

/** Every network and the mailbox. */
export const navigationLinks = (): { href: string; label: string }[] => [
  ...NETWORKS.map((network) => ({ href: `/${network.id}`, label: network.label })),
  { href: "/mailbox", label: "Mailbox" },
];

/** Nothing leaves this machine: media are fetched from the app and from loopback alone. */
export function staysHere(url: URL, appUrl: string): boolean {
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  return loopback || url.origin === new URL(appUrl).origin;
}
