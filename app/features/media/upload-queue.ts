import type { MediaOutput } from "#server/features/media/schema.ts";
import { precheck } from "./precheck.ts";
import type { SendFile } from "./send-file.ts";

export type UploadState =
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
  let entries: readonly Entry[] = [];
  const listeners = new Set<() => void>();
  const publish = (next: readonly Entry[]) => {
    entries = next;
    for (const listener of listeners) listener();
  };
  const setState = (id: string, state: UploadState) =>
    publish(entries.map((entry) => (entry.id === id ? { ...entry, state } : entry)));

  const run = async ({ id, file, controller, onUploaded }: Entry) => {
    try {
      const onProgress = (fraction: number) => {
        if (!controller.signal.aborted)
          setState(id, fraction < 1 ? { status: "sending", fraction } : { status: "checking" });
      };
      const media = await send(file, { onProgress, signal: controller.signal });
      setState(id, { status: "done", media });
      onUploaded?.(media);
    } catch (error) {
      if (!controller.signal.aborted) setState(id, { status: "failed", error });
    }
    startNext();
  };
  const startNext = () => {
    const running = entries.filter(({ state }) => state.status === "sending" || state.status === "checking");
    const next = entries.find(({ state }) => state.status === "waiting");
    if (!next || running.length >= parallel) return;
    setState(next.id, { status: "sending", fraction: 0 });
    void run(next);
    startNext();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    items: () => entries,
    add(files, onUploaded) {
      const added = files.map((file) => newEntry(file, onUploaded));
      publish([...entries, ...added]);
      startNext();
    },
    remove(id) {
      entries.find((entry) => entry.id === id)?.controller.abort();
      publish(entries.filter((entry) => entry.id !== id));
      startNext();
    },
    retry(id) {
      publish(entries.map((entry) => (entry.id === id ? newEntry(entry.file, entry.onUploaded, id) : entry)));
      startNext();
    },
  };
}

let counter = 0;

function newEntry(file: File, onUploaded: Entry["onUploaded"], id = `upload-${++counter}`): Entry {
  const refused = precheck(file);
  const state: UploadState = refused ? { status: "failed", error: refused } : { status: "waiting" };
  return { id, file, state, onUploaded, controller: new AbortController() };
}
