import { toAppError } from "#server/core/errors.ts";
import { CACHED_MS, cached } from "#server/features/cached.ts";
import type { PublishContent, RequirementsCapability } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { AccountsDeps } from "./deps.ts";
import { type Row, withSession } from "./live.ts";
import type { DemandsJudge } from "./service.ts";

/** Planning does not wait longer for a network; what it says later is kept for the next time. */
const PATIENCE_MS = 4_000;

/**
 * The judge of the place these options lead to; undefined where they lead to none, or where the network cannot be asked
 * in time: then it judges itself when the post goes out.
 */
export async function readDemands(
  deps: AccountsDeps,
  row: Row,
  options: PublishContent["options"],
): Promise<DemandsJudge | undefined> {
  const { requirements } = platformThat(deps.platforms, row.platform, "publish").publish;
  const place = requirements?.placeOf(options);
  if (!requirements || place === undefined || row.status !== "active") return undefined;
  const demands = await inTime(deps, row, askPlace(deps, row, requirements, place));
  return demands && ((draft) => requirements.judge(demands, draft));
}

const askPlace = (
  deps: AccountsDeps,
  row: Row,
  requirements: RequirementsCapability,
  place: string,
): Promise<object> =>
  cached(deps, `connection:${row.id}:${row.tokenVersion}:place:${place}`, CACHED_MS.place, () =>
    withSession(deps, row.id, (session) => requirements.read(session, place)),
  );

async function inTime(deps: AccountsDeps, row: Row, asked: Promise<object>): Promise<object | undefined> {
  const told = asked.catch((error) => {
    deps.log.warn("demands of a place unknown", { connectionId: row.id, error: toAppError(error) });
    return undefined;
  });
  const over = new AbortController();
  const patience = deps.clock.sleep(PATIENCE_MS, over.signal).then(
    () => undefined,
    () => undefined,
  );
  const first = await Promise.race([told, patience]);
  over.abort();
  return first;
}
