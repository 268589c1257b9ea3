import { type CountedPost, findCounted, type QuotaConnection, type Reader, type Stretch } from "./repo.ts";
import { fits, fullestWindow, nextLegal, type RollingLimit } from "./rolling.ts";

/** What limits one account now. */
export interface AccountLimit extends RollingLimit {
  connection: QuotaConnection;
  label: string;
  /** What the network says it has counted, where it tells. */
  counted: number | null;
}

export interface CountInput {
  workspaceId: string;
  limits: readonly AccountLimit[];
  /** Not counted against itself. */
  exceptPostId: string | null;
  now: Date;
}

/** Times of everything that counts, sorted, by connection. */
type Times = ReadonlyMap<string, readonly number[]>;

const longest = (limits: readonly AccountLimit[]): number =>
  Math.max(0, ...limits.map(({ windowMs }) => windowMs));

/**
 * The times within a stretch. Posts that a network has counted and we know nothing of were made elsewhere, at some time
 * within the window that ends now: they are taken for the newest they can be, so that nothing is promised too early.
 */
export async function readTimes(db: Reader, input: CountInput, stretch: Stretch): Promise<Times> {
  const { workspaceId, limits, now, exceptPostId } = input;
  const from = new Date(Math.min(stretch.from.getTime(), now.getTime() - longest(limits)));
  const ids = limits.map(({ connection }) => connection.id);
  const rows = await findCounted(db, workspaceId, ids, { from, to: stretch.to }, now);
  return new Map(
    limits.map((limit) => {
      const own = rows.filter(({ connectionId }) => connectionId === limit.connection.id);
      const elsewhere = madeElsewhere(limit, own, now);
      const times = own.filter(({ postId }) => postId !== exceptPostId).map(({ at }) => at.getTime());
      return [
        limit.connection.id,
        [...times, ...Array<number>(elsewhere).fill(now.getTime())].sort((a, b) => a - b),
      ];
    }),
  );
}

function madeElsewhere({ counted, windowMs }: AccountLimit, own: readonly CountedPost[], now: Date): number {
  if (counted === null) return 0;
  const since = now.getTime() - windowMs;
  const known = own.filter(({ at, sent }) => sent && at.getTime() > since && at <= now).length;
  return Math.max(0, counted - known);
}

/** Posts of one account that share a window with an instant. */
export async function usedAt(db: Reader, input: CountInput, at: Date): Promise<Map<string, number>> {
  const reach = longest(input.limits);
  const times = await readTimes(db, input, around(at.getTime(), reach, reach));
  return new Map(
    input.limits.map(({ connection, windowMs }) => [
      connection.id,
      fullestWindow(times.get(connection.id) ?? [], at.getTime(), windowMs),
    ]),
  );
}

const around = (at: number, beforeMs: number, afterMs: number): Stretch => ({
  from: new Date(at - beforeMs),
  // One past it: the end of a stretch is not in it.
  to: new Date(at + afterMs + 1),
});

/** A quota that leaves no room for two months is no matter of hours any more. */
const FURTHEST_MS = 61 * 24 * 3_600_000;

/** The first instant from `at` on, on a whole minute when it is a later one, at which every account takes one more; null when none is near. */
export async function nextLegalForAll(db: Reader, input: CountInput, at: Date): Promise<Date | null> {
  const { limits } = input;
  const reach = longest(limits);
  const furthest = at.getTime() + FURTHEST_MS;
  for (let begin = at.getTime(); begin < furthest; begin += 2 * reach) {
    const until = begin + 2 * reach;
    const times = await readTimes(db, input, around(begin, reach, 3 * reach));
    const found = firstForAll(times, limits, begin, until);
    if (found !== null) return new Date(found);
  }
  return null;
}

/** People plan in minutes. */
const MINUTE_MS = 60_000;

/** Each account may push the others further: asked around until none does. */
function firstForAll(
  times: Times,
  limits: readonly AccountLimit[],
  begin: number,
  until: number,
): number | null {
  let at = begin;
  for (;;) {
    const blocked = limits.find((limit) => !fits(times.get(limit.connection.id) ?? [], at, limit));
    if (!blocked) return at;
    const next = nextLegal(times.get(blocked.connection.id) ?? [], at, until, blocked);
    if (next === null) return null;
    at = Math.ceil(next / MINUTE_MS) * MINUTE_MS;
  }
}
