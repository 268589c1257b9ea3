import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { paths } from "#app/lib/paths.ts";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import type { SeriesOutput } from "#server/features/series/schema.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import type { Draft, DraftTarget, RulesByPlatform } from "./draft.ts";
import { isBlocking, type Place, placeOf, showPlace } from "./issues.ts";
import { type AutosaveInUse, useAutosave } from "./use-autosave.ts";
import { type Scheduling, useScheduling } from "./use-scheduling.ts";

export interface ComposerProps {
  post: PostOutput | null;
  /** The series that is being changed, where it is one and not a post. */
  series: SeriesOutput | null;
  initialIssues: Issue[];
  initialDraft: Draft;
  connections: ConnectionOutput[];
  rules: RulesByPlatform;
}

export type ChangeDraft = (change: (now: Draft) => Draft) => void;
export type Pane = "write" | "preview";

/** What is shown of the composer. */
export interface ComposerView {
  /** The account whose panel and preview are shown. */
  active: DraftTarget | undefined;
  activate: (connectionId: string) => void;
  /** On a small screen one of the two is shown. */
  pane: Pane;
  setPane: (pane: Pane) => void;
  /** The person has tried to send the post: what is missing is now wrong. */
  attempted: boolean;
  /** Leads to a field. */
  showPlace: (place: Place) => void;
}

/** Everything the parts of the composer share. */
export interface ComposerState extends ComposerView {
  draft: Draft;
  change: ChangeDraft;
  connections: ConnectionOutput[];
  rules: RulesByPlatform;
  autosave: AutosaveInUse;
  scheduling: Scheduling;
  /** Leads to the field an issue is about. */
  show: (issue: Issue) => void;
  /** In line to go out: changes are stored when the person says so. */
  planned: boolean;
  /** The series that is being changed. */
  series: SeriesOutput | null;
  /** On its way or out. */
  locked: boolean;
}

export function useComposer(props: ComposerProps): ComposerState {
  const { post, series, initialIssues, initialDraft, connections, rules } = props;
  const [draft, change] = useState(initialDraft);
  const view = useView(draft);
  const locked = post !== null && !post.editable;
  const automatic = !locked && series === null && (post === null || post.state === "draft");
  const of = series ? "series" : "post";
  const autosave = useAutosave({ draft, post, initialIssues, automatic, of });
  useAddress(autosave.saved.postId);
  const show = (issue: Issue) => view.showPlace(placeOf(issue, draft));
  const onRefused = (issues: Issue[]) => {
    const first = issues.find(isBlocking);
    if (first) show(first);
  };
  const scheduling = useScheduling({ draft, series, autosave, onRefused });
  const planned = series !== null || IN_LINE.has(post?.state ?? "");
  return { ...view, draft, change, connections, rules, autosave, scheduling, show, planned, series, locked };
}

/** Nothing of it is out, and it will go by itself or by a person's word. */
const IN_LINE = new Set(["scheduled", "waiting", "held", "assisted"]);

function useView(draft: Draft): ComposerView {
  const [activeId, setActiveId] = useState<string | null>(null);
  const [pane, setPane] = useState<Pane>("write");
  const [attempted, setAttempted] = useState(false);
  return {
    active: draft.targets.find((each) => each.connectionId === activeId) ?? draft.targets[0],
    activate: setActiveId,
    pane,
    setPane,
    attempted,
    showPlace(place) {
      // The field has to be on screen before it can be gone to.
      flushSync(() => {
        if (place.connectionId) setActiveId(place.connectionId);
        setPane("write");
        setAttempted(true);
      });
      showPlace(place);
    },
  };
}

/** What a network allows. */
export const rulesOf = (composer: ComposerState, platform: string): PlatformRules | undefined =>
  composer.rules[platform]?.rules;

/**
 * The address names the draft as soon as it is stored, so that a reload comes back to it. The router is not told: to it
 * this is still the same page, and a link to a new post leads to a new one.
 */
function useAddress(postId: string | null): void {
  useEffect(() => {
    if (!postId) return;
    const wanted = paths.edit(postId);
    if (location.pathname + location.search !== wanted) history.replaceState(history.state, "", wanted);
  }, [postId]);
}
