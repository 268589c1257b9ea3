import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { EventToApply, Interpretation } from "./meaning.ts";

/** What a stored event means here, as the folder of its network says: (source, type) → meaning. */
export function interpret(event: EventToApply): Interpretation {
  const what = `${event.source} ${event.type}`;
  const meanings = platformDefinitions.find(({ id }) => id === event.source)?.webhook?.meanings;
  // Kept for the feature that will act on it: ignored events can be replayed.
  if (!meanings) return { effect: "none", why: `nothing acts on ${what} yet` };
  const interpreter = Object.hasOwn(meanings, event.type) ? meanings[event.type] : undefined;
  if (!interpreter) return { effect: "none", why: `nothing acts on ${what}` };
  const { accountRef } = event;
  if (accountRef === null) return { effect: "none", why: "it names no account" };
  return interpreter({ ...event, accountRef });
}
