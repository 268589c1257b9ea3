import type { RateLimitRule } from "#server/core/ports.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface RateLimitPolicy {
  /** All of them must admit. A window of seconds is the burst. */
  windows: readonly { limit: number; windowMs: number }[];
  /**
   * person: whoever is signed in, and the client's address where nobody is. address: the address alone, because what is
   * guarded comes before a sign-in, or from a machine.
   */
  by: "person" | "address";
  /**
   * While nothing can be counted together. open: each process goes on by its own count. closed: refused, for what goes
   * out in mails or in money, or binds somebody's account, and can be tried again in a minute.
   */
  onFailure: RateLimitRule["onFailure"];
  /** Counted in this process alone: a guard of the process itself, on paths too busy to ask a store each time. */
  here?: true;
  /** Times as much for loopback outside production: a laptop is its own only client, and its owner's tests share it. */
  laptopFactor?: number;
}

const perMinuteAndHour = (minute: number, hour: number) => [
  { limit: minute, windowMs: MINUTE },
  { limit: hour, windowMs: HOUR },
];
const burst = (limit: number, seconds: number) => ({ limit, windowMs: seconds * SECOND });

/** Sign-in and what belongs to it: guesses are few, reading is free. */
const auth = (minute: number, hour: number, onFailure: RateLimitRule["onFailure"] = "open") => ({
  windows: perMinuteAndHour(minute, hour),
  by: "address" as const,
  onFailure,
  laptopFactor: 10,
});

/** Who may do what how often. Where a policy has parts (a path, a webhook's source), each is counted for itself. */
export const rateLimitPolicies = {
  "auth.sign-in": auth(5, 20),
  "auth.sign-up": auth(3, 10, "closed"),
  /** Everything that writes a mail to an address somebody typed, and the links in those mails. */
  "auth.mail": auth(3, 10, "closed"),
  "auth.password": auth(5, 20),
  "auth.code": auth(5, 30),
  "auth.backup-code": auth(5, 20),
  "auth.passkey": auth(10, 60),
  "auth.passkey-options": auth(20, 200),
  "auth.provider": auth(20, 200),
  "auth.link": auth(10, 60),
  "auth.other": auth(100, 3_000),

  "oauth.start": { windows: perMinuteAndHour(20, 200), by: "address", onFailure: "closed" },
  "oauth.callback": { windows: perMinuteAndHour(20, 200), by: "address", onFailure: "closed" },

  /** Before anything is known about a request: what one address may make one process look up. */
  door: {
    windows: [burst(1_200, 10), { limit: 3_000, windowMs: MINUTE }],
    by: "address",
    onFailure: "open",
    here: true,
  },
  /** Calls, not requests: a batch counts for as many as it holds. */
  "trpc.read": { windows: perMinuteAndHour(1_200, 20_000), by: "person", onFailure: "open" },
  "trpc.write": {
    windows: [burst(80, 10), ...perMinuteAndHour(240, 3_000)],
    by: "person",
    onFailure: "open",
  },
  /** What runs the installation. It must work while a store is down: that is when it is needed. */
  operator: { windows: perMinuteAndHour(240, 4_000), by: "person", onFailure: "open" },
  /** Every call costs money. */
  ai: { windows: [burst(5, 10), ...perMinuteAndHour(20, 500)], by: "person", onFailure: "closed" },
  upload: { windows: [burst(30, 10), ...perMinuteAndHour(60, 600)], by: "person", onFailure: "open" },

  /** Per source. Networks deliver in bursts from a few addresses, and disable an endpoint that refuses them. */
  webhook: {
    windows: [{ limit: 120_000, windowMs: MINUTE }],
    by: "address",
    onFailure: "open",
    here: true,
  },
  /** A scraper's runs end now and then; a flood of them is somebody else. */
  "webhook.apify": { windows: perMinuteAndHour(120, 2_000), by: "address", onFailure: "open" },
  /** Deliveries of jobs by a transport. */
  job: { windows: [{ limit: 60_000, windowMs: MINUTE }], by: "address", onFailure: "open", here: true },
  /** Doors with a secret of ours, for a calendar or a worker outside: guesses are few, a calendar rings seldom. */
  cron: { windows: perMinuteAndHour(60, 600), by: "address", onFailure: "open" },
  worker: { windows: perMinuteAndHour(60, 1_200), by: "address", onFailure: "open" },
} as const satisfies Record<string, RateLimitPolicy>;

export type RateLimitPolicyName = keyof typeof rateLimitPolicies;
