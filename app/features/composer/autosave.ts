import { clientErrorOf } from "#app/lib/client-error.ts";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import { type Draft, isWorthSaving } from "./draft.ts";
import { isBlocking } from "./issues.ts";

const IDLE_MS = 900;
const RETRY_MS = 5_000;

export type SaveState = "clean" | "dirty" | "saving" | "saved" | "offline" | "conflict" | "refused";

/** What the server knows the draft as; nothing before the first save. */
export interface Saved {
  postId: string | null;
  revision: number | null;
}

export interface AutosaveState {
  save: SaveState;
  savedAt: Date | null;
  /** Why the last save was refused; null when it was not. */
  problem: unknown;
  issues: Issue[];
  saved: Saved;
}

export interface AutosaveDeps {
  send(draft: Draft, saved: Saved): Promise<{ post: PostOutput; issues: Issue[] }>;
  judge(draft: Draft, saved: Saved): Promise<Issue[]>;
  /** The copy in this browser, kept until the server has the work. */
  backup: { write(saved: Saved, draft: Draft): void; drop(postId: string | null): void };
  /** Off for posts already planned: those change only when the person says so, and are judged meanwhile. */
  automatic: boolean;
}

/**
 * Stores a draft a moment after the last keystroke, one save at a time, and keeps a copy in the browser until the
 * server has it: work survives a closed tab, a dead network and a lost session. Lives outside React, so that leaving
 * the page stops nothing.
 */
export class Autosave {
  readonly #deps: AutosaveDeps;
  readonly #listeners = new Set<() => void>();
  #draft: Draft;
  #state: AutosaveState;
  /** The draft as the server has it. */
  #stored: { content: string; post: PostOutput | null };
  #turn: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(start: { draft: Draft; post: PostOutput | null; issues: Issue[] }, deps: AutosaveDeps) {
    const { draft, post, issues } = start;
    this.#deps = deps;
    this.#draft = draft;
    this.#stored = { content: JSON.stringify(draft), post };
    const saved = { postId: post?.id ?? null, revision: post?.revision ?? null };
    this.#state = { save: "clean", savedAt: null, problem: null, issues, saved };
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly state = (): AutosaveState => this.#state;

  /** What is on screen now. */
  change(draft: Draft): void {
    this.#draft = draft;
    if (!this.#isUnsaved()) return;
    this.#deps.backup.write(this.#state.saved, draft);
    if (this.#state.save === "conflict") return;
    if (this.#state.save !== "saving") this.#set({ save: "dirty" });
    this.#arm(IDLE_MS);
  }

  /** Saves what is on screen now and waits for it; resolves to the stored post, or null when it could not be stored. */
  flush(): Promise<PostOutput | null> {
    clearTimeout(this.#timer);
    const turn = this.#turn.then(() => this.#storeOnce());
    this.#turn = turn;
    return turn;
  }

  /** Somebody else saved meanwhile: keep what is on screen and write it over theirs. */
  overwrite(theirRevision: number): Promise<PostOutput | null> {
    this.#set({ saved: { ...this.#state.saved, revision: theirRevision } });
    this.#stored.content = "";
    return this.flush();
  }

  /** The server stored a newer revision by another call (scheduling). */
  adopt(post: PostOutput, issues: Issue[]): void {
    this.#stored.post = post;
    this.#set({ saved: { postId: post.id, revision: post.revision }, issues });
  }

  /** Another call found what keeps the work from going out. */
  refused(issues: Issue[]): void {
    this.#set({ issues });
  }

  /** What is on screen has become something else and is stored there: nothing is left to save. */
  retire(): void {
    clearTimeout(this.#timer);
    this.#stored.content = JSON.stringify(this.#draft);
  }

  /** Has the server judge what is on screen without storing it. */
  async judge(): Promise<Issue[]> {
    const issues = await this.#deps.judge(this.#draft, this.#state.saved);
    this.#set({ issues });
    return issues;
  }

  /** The network is back: what waits for it is stored at once. */
  retry(): void {
    if (this.#state.save === "offline" && this.#deps.automatic) void this.flush();
  }

  /** The page is left: the keystrokes of the last second are stored, too. */
  leave(): void {
    clearTimeout(this.#timer);
    if (this.#deps.automatic && this.#isUnsaved() && this.#state.save !== "conflict") void this.flush();
  }

  #isUnsaved(): boolean {
    const worth = this.#state.saved.postId !== null || isWorthSaving(this.#draft);
    return worth && JSON.stringify(this.#draft) !== this.#stored.content;
  }

  #arm(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // What cannot be judged right now is judged when it is saved.
      void (this.#deps.automatic ? this.flush() : this.judge().catch(() => undefined));
    }, delayMs);
  }

  async #storeOnce(): Promise<PostOutput | null> {
    const draft = this.#draft;
    const content = JSON.stringify(draft);
    if (content === this.#stored.content && this.#stored.post) return this.#stored.post;
    const { postId } = this.#state.saved;
    this.#set({ save: "saving", problem: null });
    try {
      const { post, issues } = await this.#deps.send(draft, this.#state.saved);
      this.adopt(post, issues);
      // A planned post that would become impossible stays as it was on the server.
      if (!this.#deps.automatic && issues.some(isBlocking)) return this.#refuse(null);
      this.#deps.backup.drop(postId);
      this.#stored.content = content;
      this.#set({ save: "saved", savedAt: new Date() });
      if (this.#draft !== draft) this.change(this.#draft);
      return post;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #refuse(problem: unknown): null {
    const save = problem === null ? "refused" : stateAfter(problem);
    this.#set({ save, problem });
    if (save === "offline" && this.#deps.automatic) this.#arm(RETRY_MS);
    return null;
  }

  #set(change: Partial<AutosaveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function stateAfter(error: unknown): SaveState {
  const { code } = clientErrorOf(error);
  if (code === "CONFLICT") return "conflict";
  return code === "OFFLINE" || code === "UNAVAILABLE" ? "offline" : "refused";
}
