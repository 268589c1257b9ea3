import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTRPC } from "#app/lib/trpc.ts";
import { sendFile } from "./send-file.ts";
import { createUploadQueue, type UploadItem, type UploadQueue } from "./upload-queue.ts";

const NOTHING: readonly UploadItem[] = [];

/** The library's own uploads: they go on while the person works on another page. */
export const libraryQueue = createUploadQueue(sendFile);

/** A queue for one place; what is still running when it is left runs on. */
export function useUploadQueue(): UploadQueue {
  return useState(() => createUploadQueue(sendFile))[0];
}

/** What is being uploaded, drawn anew with every change. */
export const useUploads = (queue: UploadQueue): readonly UploadItem[] =>
  useSyncExternalStore(queue.subscribe, queue.items, () => NOTHING);

/** How long a finished upload stays on the list before it gives way: it is in the library by then. */
const DONE_MS = 3_000;

/** Shows the library anew as uploads get there, clears finished ones away, and asks before a page with running ones is closed. */
export function useUploadHousekeeping(queue: UploadQueue, items: readonly UploadItem[]): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const done = items.filter(({ state }) => state.status === "done").length;
  const running = items.some(({ state }) => state.status !== "done" && state.status !== "failed");
  useEffect(() => {
    if (done === 0) return;
    void queries.invalidateQueries({ queryKey: trpc.media.list.pathKey() });
    const timer = setTimeout(() => {
      for (const { id, state } of queue.items()) if (state.status === "done") queue.remove(id);
    }, DONE_MS);
    return () => clearTimeout(timer);
  }, [done, queue, queries, trpc]);
  useEffect(() => {
    if (!running) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [running]);
}
