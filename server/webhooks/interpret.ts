import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { EventToApply, Interpretation } from "./meaning.ts";

/** What a stored event means here, as the folder of its network says: (source, type) → meaning. */
export function interpret(event: EventToApply): Interpretation {
  const meanings = platformDefinitions.find(({ id }) => id === event.source)?.webhook?.meanings ?? {};
  const interpreter = Object.hasOwn(meanings, event.type) ? meanings[event.type] : undefined;
  if (!interpreter) return { effect: "none", why: `nothing acts on ${event.source} ${event.type}` };
  const { accountRef } = event;
  if (accountRef === null) return { effect: "none", why: "it names no account" };
  return interpreter({ ...event, accountRef });
}
