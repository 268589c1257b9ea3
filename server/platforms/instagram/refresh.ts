import type { PlatformDeps, RefreshCapability, RefreshRule } from "../platform.ts";
import { createGraph, FACEBOOK_LOGIN } from "./graph.ts";
import { longLivedToken, refreshedToken } from "./long-lived.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Instagram's tokens live sixty days and may be renewed once they are a day old; the access token renews itself. */
const INSTAGRAM_RULE: RefreshRule = { minAgeMs: DAY_MS, marginMs: 7 * DAY_MS, rotates: false };
/** Facebook documents no least age: an unexpired token is exchanged again. */
const FACEBOOK_RULE: RefreshRule = { minAgeMs: 0, marginMs: 7 * DAY_MS, rotates: false };

export function instagramRefresh(deps: PlatformDeps): RefreshCapability {
  const graph = createGraph(deps);
  return {
    rule: (flavor) => (flavor === FACEBOOK_LOGIN ? FACEBOOK_RULE : INSTAGRAM_RULE),
    refresh: ({ flavor, accessToken }) =>
      flavor === FACEBOOK_LOGIN
        ? longLivedToken(deps, graph, flavor, accessToken)
        : refreshedToken(deps, graph, accessToken),
  };
}
