import type { SandboxClock } from "./clock.ts";
import { randomHex } from "./ids.ts";
import type { Scheduler } from "./scheduler.ts";
import type { NetworkSettings } from "./settings.ts";
import type { Change, Collection, Store } from "./store.ts";

export interface DeliveryAttempt {
  at: string;
  /** The app's status, or 0 where it gave none. */
  status: number;
  error?: string;
  tookMs: number;
}

export interface Delivery {
  id: string;
  network: string;
  /** Login flavour whose client secret signs it. */
  flavor: string;
  /** What it tells, for people: `comments`, `post.publish.complete`. */
  event: string;
  account: string;
  body: string;
  createdAt: string;
  dueAt: number;
  giveUpAt: number;
  state: "pending" | "delivered" | "gave-up" | "suppressed";
  /** How often it was tried; `attempts` keeps the last ones. */
  tries: number;
  attempts: DeliveryAttempt[];
}

type NewEvent = Pick<Delivery, "network" | "flavor" | "event" | "account" | "body">;

export interface WebhookTarget {
  path: string;
  retryForMs: number;
  sign(flavor: string, body: string): Record<string, string>;
}

export interface WebhookSender {
  /** The records to commit together with what caused the event; `start` once they are. */
  announce(event: NewEvent): Change[];
  /** Starts whatever is pending and not yet on its way. */
  start(): void;
  register(network: string, target: WebhookTarget): void;
  list(network?: string): Delivery[];
  /** Sends each of the last deliveries of a network again, `times` times. Returns how many were sent. */
  replay(network: string, times: number, last: number): number;
  reset(): void;
}

interface SenderDeps {
  appUrl: string;
  pace: number;
  clock: SandboxClock;
  scheduler: Scheduler;
  store: Store;
  settings(network: string): NetworkSettings;
  closed(): boolean;
}

const ATTEMPT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60 * 60_000;
/** How much later a delivery comes in the modes `late` and, alone, `reordered`. */
const LATE_MS = 60_000;
/** How far behind its successor a reordered delivery goes out. */
const BEHIND_MS = 500;
const KEPT = 2_000;
const KEPT_ATTEMPTS = 20;
const AT_ONCE = 8;

/** Sends signed events to the app, again and again with growing pauses until it answers 2xx or the network gives up. */
export const createWebhookSender = (deps: SenderDeps): WebhookSender => new Sender(deps);

class Sender implements WebhookSender {
  readonly #deps: SenderDeps;
  readonly #deliveries: Collection<Delivery>;
  readonly #targets = new Map<string, WebhookTarget>();
  /** Mode `reordered`: per network, the delivery that waits for a successor. */
  readonly #held = new Map<string, string>();
  readonly #queue = createQueue((id) => this.#attempt(id));

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#deliveries = deps.store.collection("deliveries", { max: KEPT });
  }

  announce(event: NewEvent): Change[] {
    return this.#deliveriesFor(event).map((delivery) => this.#deliveries.put(delivery.id, delivery));
  }

  start(): void {
    for (const one of this.#deliveries.values())
      if (one.state === "pending" && !this.#queue.has(one.id)) this.#arm(one);
  }

  register(network: string, target: WebhookTarget): void {
    this.#targets.set(network, target);
  }

  list(network?: string): Delivery[] {
    return this.#deliveries.values().filter((one) => network === undefined || one.network === network);
  }

  replay(network: string, times: number, last: number): number {
    const past = this.list(network).filter((one) => one.state !== "pending");
    const again = past
      .slice(-last)
      .flatMap(({ flavor, event, account, body }) =>
        Array.from({ length: times }, () => this.#fresh({ network, flavor, event, account, body }, 0)),
      );
    this.#deps.store.commit(again.map((one) => this.#deliveries.put(one.id, one)));
    for (const one of again) this.#arm(one);
    return again.length;
  }

  reset(): void {
    this.#queue.clear();
    this.#held.clear();
  }

  #fresh(event: NewEvent, laterMs: number): Delivery {
    const { clock, pace } = this.#deps;
    const dueAt = clock.now() + laterMs * pace;
    return {
      id: randomHex(8),
      ...event,
      createdAt: clock.iso(),
      dueAt,
      giveUpAt: dueAt + (this.#targets.get(event.network)?.retryForMs ?? 0),
      state: "pending",
      tries: 0,
      attempts: [],
    };
  }

  #deliveriesFor(event: NewEvent): Delivery[] {
    switch (this.#deps.settings(event.network).webhooks) {
      case "normal":
        return [this.#fresh(event, 0)];
      case "duplicate":
        return [this.#fresh(event, 0), this.#fresh(event, 0)];
      case "late":
        return [this.#fresh(event, LATE_MS)];
      case "reordered":
        return this.#reordered(event);
      case "off":
        return [{ ...this.#fresh(event, 0), state: "suppressed" }];
    }
  }

  /** An event waits for the next one and then goes out behind it. */
  #reordered(event: NewEvent): Delivery[] {
    const now = this.#deps.clock.now();
    const before = this.#deliveries.get(this.#held.get(event.network) ?? "");
    this.#held.delete(event.network);
    if (before?.state === "pending" && before.tries === 0 && before.dueAt > now) {
      return [this.#fresh(event, 0), { ...before, dueAt: now + BEHIND_MS }];
    }
    const waiting = this.#fresh(event, LATE_MS);
    this.#held.set(event.network, waiting.id);
    return [waiting];
  }

  #arm({ id, dueAt }: Delivery): void {
    this.#deps.scheduler.at(`webhook:${id}`, dueAt, () => this.#queue.push(id));
  }

  async #attempt(id: string): Promise<void> {
    const delivery = this.#deliveries.get(id);
    const target = delivery && this.#targets.get(delivery.network);
    if (!delivery || !target || delivery.state !== "pending") return;
    const headers = target.sign(delivery.flavor, delivery.body);
    const result = await post(`${this.#deps.appUrl}${target.path}`, delivery.body, headers, this.#deps.clock);
    const current = this.#deliveries.get(id);
    if (!current || this.#deps.closed()) return;
    const next = settle(current, result, this.#deps);
    this.#deps.store.commit([this.#deliveries.put(id, next)]);
    if (next.state === "pending") this.#arm(next);
  }
}

/** Runs the work of each id, a few at once, in the order they came. */
function createQueue(work: (id: string) => Promise<void>) {
  let waiting: string[] = [];
  const flying = new Set<string>();
  function pump(): void {
    while (flying.size < AT_ONCE) {
      const id = waiting.shift();
      if (id === undefined) return;
      flying.add(id);
      const landed = () => {
        flying.delete(id);
        pump();
      };
      work(id).then(landed, landed);
    }
  }
  return {
    push(id: string) {
      waiting.push(id);
      pump();
    },
    has: (id: string) => flying.has(id) || waiting.includes(id),
    clear() {
      waiting = [];
    },
  };
}

function settle(delivery: Delivery, result: DeliveryAttempt, deps: SenderDeps): Delivery {
  const attempts = [...delivery.attempts, result].slice(-KEPT_ATTEMPTS);
  const tries = delivery.tries + 1;
  if (result.status >= 200 && result.status < 300)
    return { ...delivery, attempts, tries, state: "delivered" };
  const pause = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS) * deps.pace;
  const dueAt = deps.clock.now() + pause;
  if (dueAt > delivery.giveUpAt) return { ...delivery, attempts, tries, state: "gave-up" };
  return { ...delivery, attempts, tries, dueAt };
}

async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  clock: SandboxClock,
): Promise<DeliveryAttempt> {
  const at = clock.iso();
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return { at, status: response.status, tookMs: took() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    return {
      at,
      status: 0,
      error: cause ?? (error instanceof Error ? error.message : String(error)),
      tookMs: took(),
    };
  }
}
