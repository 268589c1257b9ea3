import type { Issue } from "#server/features/posts/schema.ts";
import type { Draft } from "./draft.ts";

/** How an issue is shown: wrong, not done yet, or merely worth knowing. */
export type IssueLook = "error" | "todo" | "warning";

/** What every post lacks in the beginning. Nobody is told off for it before they try to send the post. */
const NOT_DONE_YET = new Set([
  "kind.required",
  "media.not_ready",
  "media.required",
  "media.too_few",
  "options.required",
  "targets.none",
  "text.empty",
  "text.required",
]);

/** `attempted`: the person has tried to schedule or publish, so what is missing is now wrong. */
export function lookOf(issue: Issue, attempted: boolean): IssueLook {
  if (issue.severity === "warning") return "warning";
  return !attempted && NOT_DONE_YET.has(issue.code) ? "todo" : "error";
}

export const isBlocking = (issue: Issue): boolean => issue.severity === "error";

/** A field of the composer: the post's own when there is no connection. */
export interface Place {
  field: Issue["field"];
  connectionId: string | null;
  option?: string;
}

/** Where an issue is settled: a text that follows the post's is mended in the post's text. */
export function placeOf(issue: Issue, draft: Draft): Place {
  const target = draft.targets.find((each) => each.connectionId === issue.connectionId);
  const followsText = issue.field === "text" && target?.text === null;
  // There is one time for all accounts.
  const shared = followsText || issue.field === "scheduledAt";
  const { option } = issue.params;
  return {
    field: issue.field,
    connectionId: shared ? null : issue.connectionId,
    ...(typeof option === "string" ? { option } : {}),
  };
}

/** Written on the field as `data-place`, so that a list of issues can lead to it. */
export const placeKey = ({ field, connectionId, option }: Place): string =>
  [field, connectionId ?? "post", ...(option ? [option] : [])].join(":");

/** The issues of one place, each sentence once, however many accounts of a network it is about. */
export function issuesAt(issues: readonly Issue[], draft: Draft, place: Place): Issue[] {
  const key = placeKey(place);
  const sentences = new Set<string>();
  return issues.filter((issue) => {
    if (placeKey(placeOf(issue, draft)) !== key) return false;
    const sentence = `${issue.code} ${JSON.stringify(issue.params)}`;
    if (sentences.has(sentence)) return false;
    sentences.add(sentence);
    return true;
  });
}

const FOCUSABLE = "textarea, input:not([type=hidden]), button:not([disabled]), a[href], [tabindex]";

/** Brings a place into view and puts the cursor into it. */
export function showPlace(place: Place): void {
  const element = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(placeKey(place))}"]`);
  if (!element) return;
  element.scrollIntoView({ block: "center" });
  element.querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true });
}
