import { join } from "node:path";
import { type SandboxClock, sandboxClock } from "./core/clock.ts";
import { createFaults } from "./core/faults.ts";
import { createJournal } from "./core/journal.ts";
import { type MediaStore, openMediaStore } from "./core/media-store.ts";
import type { NetworkDefinition, SandboxNetwork, Secrets } from "./core/network.ts";
import { createScheduler, type Scheduler } from "./core/scheduler.ts";
import { createSettings, type SettingsOf } from "./core/settings.ts";
import { type Collection, openStore, type Store } from "./core/store.ts";
import { createWebhookSender, type WebhookSender } from "./core/webhooks.ts";
import { NETWORKS } from "./networks.ts";

export interface WorldOptions {
  dataDir: string;
  appUrl: string;
  pace: number;
  secrets: Secrets;
  url(): string;
}

const KEPT_ERRORS = 50;
export interface SandboxError {
  at: string;
  message: string;
}

/** Everything the sandbox is, apart from its pages: state, time, networks. */
export class World {
  readonly appUrl: string;
  readonly mailDir: string;
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly settings: SettingsOf;
  readonly faults = createFaults();
  readonly journal = createJournal();
  readonly media: MediaStore;
  readonly scheduler: Scheduler;
  readonly webhooks: WebhookSender;
  readonly networks: readonly SandboxNetwork[];
  /** Mistakes inside the sandbox itself. */
  readonly errors: SandboxError[] = [];
  readonly #clockRecord: Collection<number>;
  readonly #secrets: Secrets;
  #closed = false;

  constructor(options: WorldOptions) {
    const { appUrl, pace } = options;
    this.appUrl = appUrl;
    this.#secrets = options.secrets;
    this.mailDir = join(options.dataDir, "..", "mail");
    this.store = openStore(options.dataDir);
    this.#clockRecord = this.store.collection("clock", { max: 1 });
    this.clock = sandboxClock(this.#clockRecord.get("offset") ?? 0);
    this.scheduler = createScheduler(this.clock, this.onError);
    this.settings = createSettings(
      this.store,
      Object.fromEntries(NETWORKS.map((one) => [one.id, one.settings])),
    );
    this.media = openMediaStore(options.dataDir, (url) => staysHere(url, appUrl));
    const { clock, scheduler, store } = this;
    const closed = () => this.#closed;
    this.webhooks = createWebhookSender({
      appUrl,
      pace,
      clock,
      scheduler,
      store,
      settings: this.settings.get,
      closed,
    });
    this.networks = NETWORKS.map((definition) => this.#createNetwork(definition, options));
  }

  readonly onError = (error: unknown): void => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.errors.push({ at: this.clock.iso(), message });
    if (this.errors.length > KEPT_ERRORS) this.errors.shift();
  };

  network(id: string): SandboxNetwork | undefined {
    return this.networks.find((network) => network.id === id);
  }

  hasClient(network: string, flavor: string): boolean {
    return this.#secrets[network]?.[flavor] !== undefined;
  }

  moveClock(offsetMs: number): void {
    this.store.commit([this.#clockRecord.put("offset", offsetMs)]);
    this.clock.setOffset(offsetMs);
  }

  /** Takes up again what was under way when the process ended. */
  resume(): void {
    const files = this.networks.map((network) => network.filesInUse());
    this.media.sweep({
      media: new Set(files.flatMap((used) => used.media)),
      uploads: new Set(files.flatMap((used) => used.uploads)),
    });
    for (const network of this.networks) network.resume();
    this.webhooks.start();
  }

  /** Forgets everything: accounts are unconnected, nothing is live, the ledger is empty. */
  reset(): void {
    this.scheduler.clear();
    this.webhooks.reset();
    this.faults.clear();
    this.journal.clear();
    this.errors.length = 0;
    this.store.reset();
    this.media.reset();
    this.clock.setOffset(0);
    for (const network of this.networks) network.reset?.();
  }

  close(): void {
    this.#closed = true;
    this.scheduler.close();
    this.store.close();
  }

  #createNetwork(definition: NetworkDefinition, options: WorldOptions): SandboxNetwork {
    const { id } = definition;
    const { clock, scheduler, store, media, faults, journal, webhooks, onError, appUrl } = this;
    const network = definition.create({
      ...{ clock, scheduler, store, media, faults, journal, webhooks, onError, appUrl },
      network: id,
      url: options.url,
      pace: options.pace,
      clients: options.secrets[id] ?? {},
      settings: () => this.settings.get(id),
      ownsUrl: (url) => staysHere(url, appUrl),
      navigation: navigationLinks,
      closed: () => this.#closed,
    });
    if (network.webhook) webhooks.register(id, network.webhook);
    return network;
  }
}

/** Every network and the mailbox. */
export const navigationLinks = (): { href: string; label: string }[] => [
  ...NETWORKS.filter(({ purpose }) => purpose !== "sign-in").map((network) => ({
    href: `/${network.id}`,
    label: network.label,
  })),
  { href: "/mailbox", label: "Mailbox" },
];

/** Nothing leaves this machine: media are fetched from the app and from loopback alone. */
export function staysHere(url: URL, appUrl: string): boolean {
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  return loopback || url.origin === new URL(appUrl).origin;
}
