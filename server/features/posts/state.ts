import type { PostState, TargetStatus } from "./schema.ts";

/** Statuses in which something is on its way or out: the post must not change under it. */
export const ON_ITS_WAY: readonly TargetStatus[] = ["publishing", "live", "unknown", "removed"];

/** Worst first: what needs a person wins, then what is moving, then what stands. */
const BY_URGENCY = [
  "unknown",
  "failed",
  "held",
  "assisted",
  "waiting",
  "publishing",
  "scheduled",
  "live",
  "removed",
] as const;

/** The state of a post from its own status and those of its targets. */
export function derivePostState(
  status: "draft" | "scheduled" | "canceled",
  targets: readonly TargetStatus[],
): PostState {
  if (status !== "scheduled") return status;
  const worst = BY_URGENCY.find((each) => targets.includes(each));
  if (worst === "failed" && targets.includes("live")) return "partial";
  return worst ?? "canceled";
}

/** Which target statuses a state asks for, and which must be absent: the same rule, for a query. */
export function targetsOfState(state: Exclude<PostState, "draft">): {
  some: TargetStatus[];
  none: TargetStatus[];
} {
  if (state === "canceled") return { some: [], none: [...BY_URGENCY] };
  if (state === "partial") return { some: ["failed", "live"], none: ["unknown"] };
  const none = BY_URGENCY.slice(0, BY_URGENCY.indexOf(state));
  return { some: [state], none: state === "failed" ? [...none, "live"] : none };
}

/** Not while anything is on its way or out; a thread that broke off is out with its first parts. */
export const isEditable = (targets: readonly { status: TargetStatus; publicParts: unknown }[]): boolean =>
  !targets.some(({ status, publicParts }) => ON_ITS_WAY.includes(status) || hasPublicParts(publicParts));

const hasPublicParts = (stored: unknown): boolean => Array.isArray(stored) && stored.length > 0;
