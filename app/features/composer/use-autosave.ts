import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTRPC } from "#app/lib/trpc.ts";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import { Autosave, type AutosaveDeps, type AutosaveState } from "./autosave.ts";
import { dropBackup, writeBackup } from "./backup.ts";
import { contentOf, type Draft, toInstant } from "./draft.ts";

export interface AutosaveOptions {
  draft: Draft;
  post: PostOutput | null;
  initialIssues: Issue[];
  /** Off for posts already planned: those change only when the person says so, and are judged meanwhile. */
  automatic: boolean;
  /** Of a post; a series is stored by its own calls, and has no copy in the browser. */
  of: "post" | "series";
}

export interface AutosaveInUse extends AutosaveState {
  /** To save at once, to settle a conflict, to judge. */
  store: Autosave;
}

const BACKUP: AutosaveDeps["backup"] = { write: writeBackup, drop: dropBackup };
const NO_BACKUP: AutosaveDeps["backup"] = { write: () => undefined, drop: () => undefined };

/** The draft's autosave, told of every change; its state is drawn anew with every answer. */
export function useAutosave({ draft, post, initialIssues, automatic, of }: AutosaveOptions): AutosaveInUse {
  const calls = useCalls(automatic, of);
  const [store] = useState(
    () =>
      new Autosave(
        { draft, post, issues: initialIssues },
        { ...calls, automatic, backup: of === "post" ? BACKUP : NO_BACKUP },
      ),
  );
  const state = useSyncExternalStore(store.subscribe, store.state, store.state);
  useEffect(() => store.change(draft), [store, draft]);
  useEffect(() => {
    const retry = () => store.retry();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      store.leave();
    };
  }, [store]);
  return { ...state, store };
}

/** How a draft is stored and judged; every list of posts is asked anew afterwards. */
function useCalls(automatic: boolean, of: AutosaveOptions["of"]): Pick<AutosaveDeps, "send" | "judge"> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutateAsync } = useMutation(trpc.posts.save.mutationOptions());
  return {
    async send(draft, { postId, revision }) {
      const answer = await mutateAsync({
        ...contentOf(draft),
        ...(automatic ? { scheduledAt: timeOf(draft), repeat: draft.repeat } : {}),
        ...(postId ? { postId } : {}),
        ...(revision === null ? {} : { revision }),
      });
      void queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
      return answer;
    },
    async judge(draft, { postId }) {
      // The first day of a series may be long past, and its posts are counted one by one.
      const scheduledAt = of === "series" ? null : timeOf(draft);
      const options = trpc.posts.validate.queryOptions({ ...contentOf(draft), scheduledAt, postId });
      return (await queries.fetchQuery({ ...options, staleTime: 0, gcTime: 0 })).issues;
    },
  };
}

const timeOf = ({ at, timeZone }: Draft): Date | null => (at ? toInstant(at, timeZone) : null);
