import type {
  CommentRequest,
  ConsentRequest,
  FaultRequest,
  SendRequest,
  SettingsPatch,
} from "./control/schema.ts";
import type { JournalEntry, JournalFilter } from "./core/journal.ts";
import type { AccountSummary } from "./core/network.ts";
import type { NetworkSettings } from "./core/settings.ts";
import type { Effect } from "./core/store.ts";
import type { Delivery } from "./core/webhooks.ts";

export type { AccountSummary, Delivery, Effect, JournalEntry, NetworkSettings };

export interface SandboxControl {
  url: string;
  health(): Promise<{ ok: boolean }>;
  /** Forgets everything, the ledger included. */
  reset(): Promise<void>;
  /** The judge: what became public or was delivered, oldest first. */
  effects(filter?: { network?: string; account?: string }): Promise<Effect[]>;
  journal(filter?: JournalFilter): Promise<JournalEntry[]>;
  /** Arms a fault; resolves to its id. */
  fault(rule: FaultRequest): Promise<string>;
  clearFaults(): Promise<void>;
  settings(patch: SettingsPatch): Promise<NetworkSettings>;
  /** Reads the clock, sets it, or moves it on. */
  clock(change?: { now?: string; advanceMs?: number }): Promise<Date>;
  /** What the consent page would do on a click; resolves to where it sends the browser. */
  consent(request: ConsentRequest): Promise<string>;
  accounts(network: string): Promise<AccountSummary[]>;
  account(
    network: string,
    account: string,
    update: { revoke?: boolean; expireTokens?: boolean },
  ): Promise<void>;
  moderate(network: string, publishId: string, decision: "approve" | "reject"): Promise<void>;
  webhooks(network?: string): Promise<Delivery[]>;
  replayWebhooks(network: string, options?: { times?: number; last?: number }): Promise<number>;
  /** Signs and sends any event as the network would. */
  sendWebhook(event: SendRequest): Promise<void>;
  /** A visitor comments on a post. */
  comment(comment: CommentRequest): Promise<void>;
  verifyWebhook(network: string): Promise<{ ok: boolean; status: number; answer: string }>;
  /** Mistakes inside the sandbox itself; tests assert that there are none. */
  errors(): Promise<{ at: string; message: string }[]>;
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const caller =
  (url: string): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/control/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok)
      throw new Error(`sandbox ${method} /control/${path}: ${response.status} ${answer.error}`);
    return answer;
  };

function query(params: Record<string, string | undefined>): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given).toString();
}

/** The control API of a running sandbox. Every call throws with the sandbox's own words when it refuses. */
export function sandboxControl(url: string): SandboxControl {
  const call = caller(url);
  return {
    url,
    health: () => call("GET", "health"),
    reset: async () => void (await call("POST", "reset")),
    effects: async (filter = {}) =>
      (await call<{ effects: Effect[] }>("GET", `effects?${query(filter)}`)).effects,
    journal: async (filter = {}) =>
      (await call<{ requests: JournalEntry[] }>("GET", `journal?${query({ ...filter })}`)).requests,
    fault: async (rule) => (await call<{ id: string }>("POST", "faults", rule)).id,
    clearFaults: async () => void (await call("DELETE", "faults")),
    settings: (patch) => call("POST", "settings", patch),
    clock: async (change) =>
      new Date((await call<{ now: string }>(change ? "POST" : "GET", "clock", change)).now),
    consent: async (request) => (await call<{ redirectTo: string }>("POST", "consent", request)).redirectTo,
    accounts: async (network) =>
      (await call<{ accounts: AccountSummary[] }>("GET", `accounts/${network}`)).accounts,
    account: async (network, account, update) =>
      void (await call("POST", `accounts/${network}/${encodeURIComponent(account)}`, update)),
    moderate: async (network, publishId, decision) =>
      void (await call("POST", "moderation", { network, publishId, decision })),
    webhooks: async (network) =>
      (await call<{ deliveries: Delivery[] }>("GET", `webhooks?${query({ network })}`)).deliveries,
    replayWebhooks: async (network, options = {}) =>
      (await call<{ sent: number }>("POST", "webhooks/replay", { network, ...options })).sent,
    sendWebhook: async (event) => void (await call("POST", "webhooks/send", event)),
    comment: async (comment) => void (await call("POST", "comments", comment)),
    verifyWebhook: (network) => call("POST", "webhooks/verify", { network }),
    errors: async () => (await call<{ errors: { at: string; message: string }[] }>("GET", "errors")).errors,
  };
}
