import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { clientErrorOf } from "#app/lib/client-error.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import { dropBackup, writeBackup } from "./backup.ts";
import { contentOf, type Draft, isWorthSaving, toInstant } from "./draft.ts";

const IDLE_MS = 900;

export type SaveState = "clean" | "dirty" | "saving" | "saved" | "offline" | "conflict" | "refused";

export interface Saved {
  postId: string | null;
  revision: number | null;
}

export interface Autosave {
  state: SaveState;
  savedAt: Date | null;
  issues: Issue[];
  saved: Saved;
  /** Saves what is on screen now and waits for it; resolves to the stored post, or null when it could not be stored. */
  flush(): Promise<PostOutput | null>;
  /** Somebody else saved meanwhile: keep what is on screen and write it over theirs. */
  overwrite(theirRevision: number): Promise<PostOutput | null>;
  /** The server stored a newer revision by another call (scheduling). */
  adopt(post: PostOutput, issues: Issue[]): void;
}

/**
 * Stores the draft a moment after the last keystroke, one save at a time, and keeps a copy in the browser until the
 * server has it. `automatic` is off for posts already planned: those change only when the person says so.
 */
export function useAutosave(
  draft: Draft,
  initial: Saved,
  initialIssues: Issue[],
  automatic: boolean,
): Autosave {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.posts.save.mutationOptions());
  const [state, setState] = useState<SaveState>("clean");
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const [issues, setIssues] = useState<Issue[]>(initialIssues);
  const [saved, setSaved] = useState<Saved>(initial);
  const latest = useRef(draft);
  const storedContent = useRef(JSON.stringify(draft));
  const savedRef = useRef<Saved>(initial);
  const running = useRef<Promise<PostOutput | null> | null>(null);
  latest.current = draft;

  const adopt = useCallback((post: PostOutput, found: Issue[]) => {
    savedRef.current = { postId: post.id, revision: post.revision };
    setSaved(savedRef.current);
    setIssues(found);
  }, []);

  const storeOnce = useCallback(async (): Promise<PostOutput | null> => {
    const current = latest.current;
    const content = JSON.stringify(current);
    const { postId, revision } = savedRef.current;
    setState("saving");
    try {
      const answer = await save.mutateAsync({
        ...contentOf(current),
        ...(automatic ? { scheduledAt: current.at ? toInstant(current.at, current.timeZone) : null } : {}),
        ...(postId ? { postId } : {}),
        ...(revision === null ? {} : { revision }),
      });
      dropBackup(postId);
      storedContent.current = content;
      adopt(answer.post, answer.issues);
      setSavedAt(new Date());
      setState(JSON.stringify(latest.current) === content ? "saved" : "dirty");
      void queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
      return answer.post;
    } catch (error) {
      const { code } = clientErrorOf(error);
      setState(
        code === "CONFLICT"
          ? "conflict"
          : code === "OFFLINE" || code === "UNAVAILABLE"
            ? "offline"
            : "refused",
      );
      return null;
    }
  }, [save.mutateAsync, adopt, queries, trpc.posts, automatic]);

  const flush = useCallback(async (): Promise<PostOutput | null> => {
    while (running.current) await running.current;
    running.current = storeOnce().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [storeOnce]);

  useEffect(() => {
    if (JSON.stringify(draft) === storedContent.current) return;
    setState((now) => (now === "conflict" || now === "saving" ? now : "dirty"));
    if (!isWorthSaving(draft)) return;
    writeBackup(savedRef.current, draft);
    if (!automatic || state === "conflict") return;
    const timer = setTimeout(() => void flush(), IDLE_MS);
    return () => clearTimeout(timer);
  }, [draft, automatic, flush, state]);

  // Offline is tried again by itself: nothing is lost meanwhile, the browser holds the copy.
  useEffect(() => {
    if (state !== "offline" || !automatic) return;
    const timer = setInterval(() => void flush(), 5_000);
    return () => clearInterval(timer);
  }, [state, automatic, flush]);

  const overwrite = useCallback(
    (theirRevision: number) => {
      savedRef.current = { ...savedRef.current, revision: theirRevision };
      return flush();
    },
    [flush],
  );

  return { state, savedAt, issues, saved, flush, overwrite, adopt };
}
