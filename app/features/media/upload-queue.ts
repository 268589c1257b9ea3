import type { MediaOutput } from "#server/features/media/schema.ts";
import { precheck } from "./precheck.ts";
import type { SendFile } from "./send-file.ts";

type UploadState =
  | { status: "waiting" }
  | { status: "sending"; fraction: number }
  /** Everything is sent; the server looks into the file. */
  | { status: "checking" }
  | { status: "done"; media: MediaOutput }
  | { status: "failed"; error: unknown };

export interface UploadItem {
  id: string;
  file: File;
  state: UploadState;
}

export interface UploadQueue {
  /** For useSyncExternalStore. */
  subscribe(listener: () => void): () => void;
  items(): readonly UploadItem[];
  /** `onUploaded` is called for each file that made it, in the order they are done. */
  add(files: readonly File[], onUploaded?: (media: MediaOutput) => void): void;
  /** Stops it if it runs, and takes it off the list. */
  remove(id: string): void;
  retry(id: string): void;
}

interface Entry extends UploadItem {
  onUploaded: ((media: MediaOutput) => void) | undefined;
  controller: AbortController;
}

/** Uploads side by side, so many at a time, the others wait in order. Lives outside React: leaving a page stops nothing. */
export function createUploadQueue(send: SendFile, parallel = 2): UploadQueue {
  const list = createList();
  const run = async (entry: Entry) => {
    list.set(entry.id, await outcomeOf(entry, send, (state) => list.set(entry.id, state)));
    startNext();
  };
  const startNext = () => {
    const next = list.waiting();
    if (!next || list.running() >= parallel) return;
    list.set(next.id, { status: "sending", fraction: 0 });
    void run(next);
    startNext();
  };
  const change = (edit: (entries: readonly Entry[]) => readonly Entry[]) => {
    list.change(edit);
    startNext();
  };
  return {
    subscribe: list.subscribe,
    items: list.entries,
    add: (files, onUploaded) =>
      change((entries) => [...entries, ...files.map((file) => newEntry(file, onUploaded))]),
    remove(id) {
      for (const entry of list.entries()) if (entry.id === id) entry.controller.abort();
      change((entries) => entries.filter((entry) => entry.id !== id));
    },
    retry: (id) =>
      change((entries) =>
        entries.map((entry) => (entry.id === id ? newEntry(entry.file, entry.onUploaded, id) : entry)),
      ),
  };
}

/** How sending one file ended; undefined when it was cancelled and is on no list any more. */
async function outcomeOf(
  { file, controller, onUploaded }: Entry,
  send: SendFile,
  tell: (state: UploadState) => void,
): Promise<UploadState | undefined> {
  const { signal } = controller;
  const onProgress = (fraction: number) => {
    if (!signal.aborted) tell(fraction < 1 ? { status: "sending", fraction } : { status: "checking" });
  };
  try {
    const media = await send(file, { onProgress, signal });
    onUploaded?.(media);
    return { status: "done", media };
  } catch (error) {
    return signal.aborted ? undefined : { status: "failed", error };
  }
}

/** The entries and who watches them; a new array with every change. */
function createList() {
  let entries: readonly Entry[] = [];
  const listeners = new Set<() => void>();
  const change = (edit: (entries: readonly Entry[]) => readonly Entry[]) => {
    entries = edit(entries);
    for (const listener of listeners) listener();
  };
  return {
    change,
    entries: () => entries,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(id: string, state: UploadState | undefined) {
      if (state) change((now) => now.map((entry) => (entry.id === id ? { ...entry, state } : entry)));
    },
    waiting: () => entries.find(({ state }) => state.status === "waiting"),
    running: () =>
      entries.filter(({ state }) => state.status === "sending" || state.status === "checking").length,
  };
}

let counter = 0;

function newEntry(file: File, onUploaded: Entry["onUploaded"], id = `upload-${++counter}`): Entry {
  const refused = precheck(file);
  const state: UploadState = refused ? { status: "failed", error: refused } : { status: "waiting" };
  return { id, file, state, onUploaded, controller: new AbortController() };
}
