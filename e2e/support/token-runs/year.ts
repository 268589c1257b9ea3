import { silentLog } from "#e2e/support/log.ts";
import { createMemoryLock } from "#server/adapters/memory/memory-lock.ts";
import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import { refreshDueAt, SWEEP_PERIOD_MS } from "#server/features/tokens/policy.ts";
import type { ConnectionRow } from "#server/features/tokens/repo.ts";
import { createTokens } from "#server/features/tokens/tokens.ts";
import type { Platform, RefreshRule, Tokens } from "#server/platforms/platform.ts";
import { livesWithRules, type TokenLife } from "./lifetimes.ts";
import { createMemoryRows, plainVault } from "./memory-rows.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface YearOptions {
  connections: number;
  days: number;
  /** Outages of the calendar per week, of 1 to 12 hours each. */
  outagesPerWeek: number;
  seed: number;
  /** In place of what the product's networks say, for planting mistakes. */
  lives?: { life: TokenLife; rule: RefreshRule }[];
}

export interface KindReport {
  name: string;
  connections: number;
  calls: number;
  /** The fewest calls that keep within the rule's margin: time with a running calendar ÷ usable life, rounded up each. */
  minimal: number;
  /** The fewest calls that use up whole lives, with no margin at all. */
  bare: number;
  /** Access tokens that had run out when the calendar came back from an outage; renewed at once. */
  ranOutDuringOutages: number;
}

export interface YearReport {
  kinds: KindReport[];
  rounds: number;
  missedRounds: number;
  outages: number;
  calls: number;
  minimal: number;
  ratio: number;
  /** Grants that ended although a round ran while renewing was allowed. */
  avoidableExpiries: number;
  /** Access tokens found run out in a round that followed a round. */
  avoidableGaps: number;
  /** Calls the network had to refuse: too young, run out, rotated before. */
  refusedCalls: number;
}

/** A grant as its network knows it. */
interface Grant {
  kind: number;
  generation: number;
  issuedAt: number;
  accessUntil: number;
  refreshUntil: number;
  calls: number;
  /** A round ran while this very token could have been renewed. */
  couldRenew: boolean;
  ended: boolean;
}

/**
 * The product's own sweep, refresh and policy on a clock that jumps from round to round for a year: every quarter of an
 * hour, unless the calendar is out. The networks are strict and remember what they were asked.
 */
export async function liveThroughYear(options: YearOptions): Promise<YearReport> {
  const kinds = options.lives ?? livesWithRules();
  const world = createWorld(options, kinds);
  const { start, clock, tokens, memory, grants } = world;
  const outages = planOutages(options, start);
  const isOut = (at: number) => outages.some(({ from, to }) => at >= from && at < to);
  const report: YearReport = {
    kinds: kinds.map(({ life }) => ({
      name: life.name,
      connections: 0,
      calls: 0,
      minimal: 0,
      bare: 0,
      ranOutDuringOutages: 0,
    })),
    rounds: 0,
    missedRounds: 0,
    outages: outages.length,
    calls: 0,
    minimal: 0,
    ratio: 0,
    avoidableExpiries: 0,
    avoidableGaps: 0,
    refusedCalls: 0,
  };
  const end = start + options.days * DAY_MS;
  let previousRan = true;
  for (let at = start + SWEEP_PERIOD_MS; at <= end; at += SWEEP_PERIOD_MS) {
    clock.set(at);
    if (isOut(at)) {
      report.missedRounds += 1;
      previousRan = false;
      continue;
    }
    report.rounds += 1;
    for (const grant of grants.values()) observe(grant, at, previousRan, kinds, report);
    await tokens.sweep();
    for (const job of memory.takeJobs()) await tokens.refresh(job).catch(() => undefined);
    previousRan = true;
  }
  return conclude(world, options, kinds, report);
}

function observe(
  grant: Grant,
  at: number,
  previousRan: boolean,
  kinds: { life: TokenLife }[],
  report: YearReport,
): void {
  const life = kinds[grant.kind]?.life;
  const kind = report.kinds[grant.kind];
  if (!life || !kind || grant.ended) return;
  const until = life.refreshMs === undefined ? grant.accessUntil : grant.refreshUntil;
  if (at >= until) {
    grant.ended = true;
    if (grant.couldRenew) report.avoidableExpiries += 1;
    return;
  }
  if (at >= grant.accessUntil) {
    if (previousRan) report.avoidableGaps += 1;
    else kind.ranOutDuringOutages += 1;
  }
  if (at >= grant.issuedAt + life.minAgeMs) grant.couldRenew = true;
}

function conclude(
  { grants, refused, downtimeMs }: World,
  { days }: YearOptions,
  kinds: { life: TokenLife; rule: RefreshRule }[],
  report: YearReport,
): YearReport {
  const upMs = days * DAY_MS - downtimeMs();
  for (const grant of grants.values()) {
    const kind = report.kinds[grant.kind];
    const own = kinds[grant.kind];
    if (!kind || !own) continue;
    kind.connections += 1;
    kind.calls += grant.calls;
    kind.minimal += Math.ceil(upMs / usableMs(own.life, own.rule)) - 1;
    kind.bare += Math.ceil(upMs / own.life.accessMs) - 1;
  }
  report.calls = report.kinds.reduce((sum, { calls }) => sum + calls, 0);
  report.minimal = report.kinds.reduce((sum, { minimal }) => sum + minimal, 0);
  report.ratio = report.calls / report.minimal;
  report.refusedCalls = refused();
  return report;
}

/** From issue to the moment the rule calls for renewal, jitter left out. */
function usableMs({ accessMs }: TokenLife, rule: RefreshRule): number {
  const due = refreshDueAt({ issuedAt: new Date(0), expiresAt: new Date(accessMs) }, rule, () => 0);
  return due?.getTime() ?? accessMs;
}

interface World {
  start: number;
  clock: Clock & { set(at: number): void };
  tokens: ReturnType<typeof createTokens>;
  memory: ReturnType<typeof createMemoryRows>;
  grants: Map<string, Grant>;
  refused(): number;
  downtimeMs(): number;
}

function createWorld(options: YearOptions, kinds: { life: TokenLife; rule: RefreshRule }[]): World {
  const start = Date.UTC(2027, 0, 1);
  const random = seeded(options.seed);
  let now = start;
  let refused = 0;
  const clock = {
    now: () => new Date(now),
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    set: (at: number) => {
      now = at;
    },
  };
  const memory = createMemoryRows(clock.now);
  const grants = new Map<string, Grant>();
  const refuse = () => {
    refused += 1;
    return new AppError("NEEDS_RECONNECT", "invalid_grant", { params: { reason: "token_expired" } });
  };
  const platforms = new Map<string, Platform>();
  for (const [kind, { life, rule }] of kinds.entries()) {
    const refresh: Platform["refresh"] = {
      rule: () => rule,
      async refresh({ accessToken, refreshToken }) {
        const [id = "", generation] = (
          life.refreshMs === undefined ? accessToken : (refreshToken ?? "")
        ).split(" ");
        const grant = grants.get(id);
        const until = life.refreshMs === undefined ? grant?.accessUntil : grant?.refreshUntil;
        const stale = life.rotates && Number(generation) !== grant?.generation;
        if (!grant || grant.ended || now >= (until ?? 0) || stale || now < grant.issuedAt + life.minAgeMs)
          throw refuse();
        grant.calls += 1;
        return issue(grant, id, life, now);
      },
    };
    const id = `kind-${kind}`;
    platforms.set(id, { id, label: life.name, refresh } as Pick<
      Platform,
      "id" | "label" | "refresh"
    > as Platform);
  }
  const tokens = createTokens({
    db: memory.db,
    work: memory.work,
    platforms,
    vault: plainVault,
    notifications: { notify: async () => undefined },
    resumeParked: async () => 0,
    lock: createMemoryLock(clock),
    clock,
    log: silentLog(),
    faults: { hit: () => undefined },
    random,
  });
  connectAll(options.connections, kinds, { memory, grants, start, random });
  return {
    start,
    clock,
    tokens,
    memory,
    grants,
    refused: () => refused,
    downtimeMs: () => planOutages(options, start).reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

function issue(grant: Grant, id: string, life: TokenLife, at: number): Tokens {
  grant.generation += 1;
  grant.issuedAt = at;
  grant.accessUntil = at + life.accessMs;
  grant.refreshUntil = life.refreshMs ? at + life.refreshMs : Number.POSITIVE_INFINITY;
  grant.couldRenew = false;
  return {
    accessToken: `${id} ${grant.generation}`,
    ...(life.refreshMs === undefined ? {} : { refreshToken: `${id} ${grant.generation}` }),
    accessTokenExpiresAt: new Date(grant.accessUntil),
    ...(life.refreshMs ? { refreshTokenExpiresAt: new Date(grant.refreshUntil) } : {}),
    scopes: [],
    issuedAt: new Date(at),
  };
}

function connectAll(
  count: number,
  kinds: { life: TokenLife; rule: RefreshRule }[],
  world: Pick<World, "memory" | "grants" | "start"> & { random(): number },
): void {
  for (let n = 0; n < count; n++) {
    const kind = n % kinds.length;
    const own = kinds[kind];
    if (!own) return;
    const id = `c${n}`;
    const grant: Grant = {
      kind,
      generation: 0,
      issuedAt: 0,
      accessUntil: 0,
      refreshUntil: 0,
      calls: 0,
      couldRenew: false,
      ended: false,
    };
    world.grants.set(id, grant);
    const tokens = issue(grant, id, own.life, world.start);
    const lifetime = { issuedAt: tokens.issuedAt, expiresAt: tokens.accessTokenExpiresAt ?? null };
    world.memory.rows.set(id, {
      id,
      workspaceId: "w",
      platform: `kind-${kind}`,
      flavor: own.life.flavor,
      externalId: id,
      handle: id,
      displayName: id,
      avatarUrl: null,
      meta: {},
      status: "active",
      statusReason: null,
      scopes: [],
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken ?? null,
      accessTokenExpiresAt: lifetime.expiresAt,
      refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? null,
      tokenIssuedAt: tokens.issuedAt,
      tokenVersion: 1,
      refreshDueAt: refreshDueAt(lifetime, own.rule, world.random),
      lastRefreshedAt: null,
      refreshFailures: 0,
      refreshLeaseUntil: null,
      refreshFence: 0,
      connectedByUserId: "u",
      createdAt: tokens.issuedAt,
      updatedAt: tokens.issuedAt,
    } as ConnectionRow);
  }
}

/** The same every time for a seed. Outages do not touch one another: each week is cut into as many parts. */
function planOutages(
  { days, outagesPerWeek, seed }: YearOptions,
  start: number,
): { from: number; to: number }[] {
  const random = seeded(seed + 1);
  const part = (7 * DAY_MS) / outagesPerWeek;
  return Array.from({ length: Math.floor((days * DAY_MS) / part) }, (_, index) => {
    const length = (1 + 11 * random()) * HOUR_MS;
    const from = start + index * part + random() * (part - length - HOUR_MS);
    return { from, to: from + length };
  });
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
