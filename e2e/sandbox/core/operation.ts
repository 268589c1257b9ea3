import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { SandboxClock } from "./clock.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import { summarize } from "./summary.ts";

/** What a network answers, before it is written to the socket. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Written as JSON; ids may be bare numbers of any size. */
  json?: unknown;
  text?: string;
}

/** Thrown anywhere inside an operation: the network's own error answer. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** One request of a client, as an operation sees it. */
export interface Call {
  context: Context;
  method: string;
  url: URL;
  headers: Headers;
  /** The body, at most 1 MiB. Rejects with the network's error above that. */
  bytes(): Promise<Uint8Array>;
  /** The body as it arrives, for uploads. */
  stream: ReadableStream<Uint8Array> | null;
  /** Leaves a remark in the journal. */
  note(text: string): void;
  /** Path parameter by name. */
  param(name: string): string;
}

export interface OperationDeps {
  clock: SandboxClock;
  faults: Faults;
  journal: Journal;
  onError(error: unknown): void;
}

export interface Dialect {
  network: string;
  /** The network's own error answer for a status, used where nothing more precise is known. */
  errorAnswer(operation: string, status: number): Answer;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;
/** What a request turns out to be: its name for faults and journal, and the work. */
export interface Operation {
  name: string;
  handle: Handler;
}
/** Some paths serve several operations; only the request tells which. */
export type OperationChoice = (call: Call) => Operation | Promise<Operation>;

const MAX_BODY_BYTES = 1024 * 1024;
const LONGEST_HANG_MS = 10 * 60_000;

/** Turns handlers into routes: plays faults, answers errors in the network's shape, writes the journal. */
export function operations(deps: OperationDeps, dialect: Dialect) {
  const route = (choose: OperationChoice) => async (context: Context) => {
    const call = createCall(context, dialect);
    const { name, handle } = await chosen(choose, call);
    const fault = deps.faults.take(dialect.network, name);
    const outcome = await play(fault, () => run(deps, dialect, { name, handle }, call), {
      error: (status) => dialect.errorAnswer(name, status),
    });
    deps.journal.add({
      at: deps.clock.iso(),
      network: dialect.network,
      operation: name,
      method: call.method,
      path: call.url.pathname,
      status: outcome === "silence" || outcome === "hang" ? 0 : outcome.status,
      ...(fault && { fault: fault.kind }),
      ...(call.notes.length > 0 && { note: call.notes.join("; ") }),
      bodySummary: summarize(call.url.searchParams, call.headers, call.buffered()),
    });
    if (outcome === "hang") await untilClientLeaves(context);
    return outcome === "hang" || outcome === "silence" ? hangUp(context) : toResponse(outcome, call.method);
  };
  return {
    route,
    operation: (name: string, handle: Handler) => route(() => ({ name, handle })),
  };
}

async function chosen(choose: OperationChoice, call: Call): Promise<Operation> {
  try {
    return await choose(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { name: "unknown", handle: () => error.answer };
  }
}

type TrackedCall = Call & { notes: string[]; buffered(): Uint8Array | undefined };

function createCall(context: Context, dialect: Dialect): TrackedCall {
  const raw = context.req.raw;
  const notes: string[] = [];
  let body: Uint8Array | undefined;
  return {
    context,
    notes,
    method: raw.method,
    url: new URL(raw.url),
    headers: raw.headers,
    stream: raw.body,
    note: (text) => void notes.push(text),
    param: (name) => context.req.param(name) ?? "",
    buffered: () => body,
    async bytes() {
      body ??= await readAtMost(
        raw.body,
        MAX_BODY_BYTES,
        () => new Refusal(dialect.errorAnswer("body", 413)),
      );
      return body;
    },
  };
}

async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream ?? []) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function run(
  deps: OperationDeps,
  dialect: Dialect,
  operation: Operation,
  call: TrackedCall,
): Promise<Answer> {
  try {
    return await operation.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    deps.onError(error);
    call.note(`sandbox error: ${error instanceof Error ? error.message : String(error)}`);
    return dialect.errorAnswer(operation.name, 500);
  }
}

/** An answer, or the connection closed at once, or closed when the client has lost patience. */
type Outcome = Answer | "silence" | "hang";

async function play(
  fault: Fault | undefined,
  apply: () => Promise<Answer>,
  network: { error(status: number): Answer },
): Promise<Outcome> {
  switch (fault?.kind) {
    case undefined:
      return apply();
    case "status":
      return statusAnswer(fault, network.error(fault.status));
    case "delay":
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return apply();
    case "drop":
      return "silence";
    case "apply-then-drop":
      await apply();
      return "silence";
    case "apply-then-status":
      await apply();
      return network.error(fault.status);
    case "hang":
      return "hang";
  }
}

function statusAnswer(fault: Extract<Fault, { kind: "status" }>, usual: Answer): Answer {
  const headers = { ...usual.headers, ...fault.headers };
  if (fault.body === undefined) return { ...usual, headers };
  if (typeof fault.body === "string") return { status: fault.status, text: fault.body, headers };
  return { status: fault.status, json: fault.body, headers };
}

const nodeOf = (context: Context): HttpBindings => context.env as HttpBindings;

function untilClientLeaves(context: Context): Promise<void> {
  return new Promise((resolve) => {
    const { socket } = nodeOf(context).incoming;
    const timer = setTimeout(resolve, LONGEST_HANG_MS);
    timer.unref();
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Ends the connection without a byte of answer: the client cannot know whether anything happened. */
function hangUp(context: Context): Response {
  nodeOf(context).incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Statuses that carry no body by the standard. */
const BODYLESS = new Set([101, 204, 205, 304]);

function toResponse(answer: Answer, method: string): Response {
  const headers = new Headers(answer.headers);
  const text = answer.json === undefined ? (answer.text ?? "") : JSON.stringify(answer.json);
  if (answer.json !== undefined && !headers.has("content-type")) {
    headers.set("content-type", "application/json; charset=UTF-8");
  }
  const body = method === "HEAD" || BODYLESS.has(answer.status) ? null : text;
  return new Response(body, { status: answer.status, headers });
}
