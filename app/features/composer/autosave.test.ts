import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import { Autosave, type AutosaveDeps, type Saved } from "./autosave.ts";
import { type Draft, emptyDraft } from "./draft.ts";

const draft = (text: string): Draft => ({ ...emptyDraft("UTC", null), text });
const post = (revision: number) => ({ id: "post", revision }) as PostOutput;
const error: Issue = { connectionId: null, field: "text", code: "text.empty", params: {}, severity: "error" };
const offline = Object.assign(new TypeError("fetch failed"));
const conflict = { data: { app: { code: "CONFLICT", message: "CONFLICT" } } };

/** A server that remembers what it was sent, and a browser's storage. */
function setup(options: { automatic?: boolean; post?: PostOutput } = {}) {
  const sent: { text: string; saved: Saved }[] = [];
  const kept = new Map<string | null, Draft>();
  const answers: (() => Promise<{ post: PostOutput; issues: Issue[] }>)[] = [];
  const judge = vi.fn<AutosaveDeps["judge"]>(async () => []);
  const deps: AutosaveDeps = {
    send: (sentDraft, saved) => {
      sent.push({ text: sentDraft.text, saved });
      return answers.shift()?.() ?? Promise.resolve({ post: post(sent.length), issues: [] });
    },
    judge,
    backup: { write: ({ postId }, copy) => kept.set(postId, copy), drop: (postId) => kept.delete(postId) },
    automatic: options.automatic ?? true,
  };
  const start = { draft: draft(options.post ? "as stored" : ""), post: options.post ?? null, issues: [] };
  return { autosave: new Autosave(start, deps), sent, kept, answers, judge };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a draft is stored once, a moment after the last keystroke", async () => {
  const { autosave, sent, kept } = setup();
  autosave.change(draft("H"));
  await vi.advanceTimersByTimeAsync(500);
  autosave.change(draft("Hello"));
  expect(kept.get(null)?.text).toBe("Hello");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.map(({ text }) => text)).toEqual(["Hello"]);
  expect(autosave.state()).toMatchObject({ save: "saved", saved: { postId: "post", revision: 1 } });
  expect(kept.size).toBe(0);
});

test("nothing is stored of a post nobody has begun, and an emptied one is stored empty", async () => {
  const { autosave, sent } = setup();
  autosave.change({ ...draft(""), at: "2026-11-24T18:00" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toEqual([]);
  autosave.change(draft("Hello"));
  await vi.advanceTimersByTimeAsync(2_000);
  autosave.change(draft(""));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent.map(({ text }) => text)).toEqual(["Hello", ""]);
});

test("what is typed during a save is stored after it, as the next revision", async () => {
  const { autosave, sent, answers } = setup();
  let answer = (_: { post: PostOutput; issues: Issue[] }) => {};
  answers.push(() => new Promise((resolve) => (answer = resolve)));
  autosave.change(draft("Hello"));
  await vi.advanceTimersByTimeAsync(1_000);
  autosave.change(draft("Hello you"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toHaveLength(1);
  answer({ post: post(1), issues: [] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.at(-1)).toEqual({ text: "Hello you", saved: { postId: "post", revision: 1 } });
  expect(autosave.state().save).toBe("saved");
});

test("without a connection the work stays in the browser and is stored by itself later", async () => {
  const { autosave, sent, answers, kept } = setup();
  answers.push(() => Promise.reject(offline));
  autosave.change(draft("Hello"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(autosave.state().save).toBe("offline");
  expect(kept.get(null)?.text).toBe("Hello");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toHaveLength(2);
  expect(autosave.state().save).toBe("saved");
  expect(kept.size).toBe(0);
});

test("a conflict stops the saving until the person keeps their version, which is then written over the other", async () => {
  const { autosave, sent, answers, kept } = setup({ post: post(4) });
  answers.push(() => Promise.reject(conflict));
  autosave.change(draft("Mine"));
  await vi.advanceTimersByTimeAsync(1_000);
  autosave.change(draft("Mine, longer"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(autosave.state().save).toBe("conflict");
  expect(sent).toHaveLength(1);
  expect(kept.get("post")?.text).toBe("Mine, longer");
  await autosave.overwrite(7);
  expect(sent.at(-1)).toEqual({ text: "Mine, longer", saved: { postId: "post", revision: 7 } });
  expect(autosave.state().save).toBe("saved");
});

test("a planned post is judged while it is changed, and stored only when the person says so", async () => {
  const { autosave, sent, judge } = setup({ post: post(2), automatic: false });
  autosave.change(draft("New words"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(judge).toHaveBeenCalledTimes(1);
  expect(sent).toEqual([]);
  autosave.leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
  expect(await autosave.flush()).toMatchObject({ id: "post" });
});

test("a planned post that would become impossible counts as not saved, and the work is kept", async () => {
  const { autosave, answers, kept } = setup({ post: post(2), automatic: false });
  answers.push(async () => ({ post: post(2), issues: [error] }));
  autosave.change(draft(""));
  expect(await autosave.flush()).toBeNull();
  expect(autosave.state()).toMatchObject({ save: "refused", issues: [error] });
  expect(kept.has("post")).toBe(true);
});

test("leaving the page stores the keystrokes of the last second", async () => {
  const { autosave, sent } = setup();
  autosave.change(draft("Hello"));
  autosave.leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.map(({ text }) => text)).toEqual(["Hello"]);
});

test("storing what is already stored calls nobody", async () => {
  const { autosave, sent } = setup({ post: post(3) });
  expect(await autosave.flush()).toMatchObject({ revision: 3 });
  expect(sent).toEqual([]);
});
