/**
 * The ports: what the house needs from the outside, each with an embedded adapter and at least one cloud adapter,
 * and one contract suite (`server/core/contracts/*.contract.ts`) that every adapter passes.
 */

export interface Clock {
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface HttpRequest {
  /** Catalog id of the system called; names the breaker, the bulkhead and the metrics. */
  service: string;
  /** What is being done, for logs and metrics: `media_publish`. */
  operation: string;
  url: string | URL;
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData | ReadableStream<Uint8Array>;
  /** Absolute deadline over all tries, in ms. Default 20,000. */
  deadlineMs?: number;
  /** True where the provider promises that a repeat has no second effect (its own idempotency key). */
  idempotent?: boolean;
  /** Largest answer accepted, in bytes. Default 4 MiB. */
  maxResponseBytes?: number;
  /** Statuses that are an answer rather than an error. Default: 200–299. */
  accept?: (status: number) => boolean;
  /** True for addresses a user supplied: https only, public addresses only, resolved once and pinned. */
  untrusted?: boolean;
  signal?: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  /** Raw bytes, already read and size-checked. */
  bytes: Uint8Array<ArrayBuffer>;
  text(): string;
  /** Parsed JSON in which integers beyond 2^53 arrive as strings. Throws INVALID_RESPONSE. */
  json<T = unknown>(): T;
}

/** The one door out of the house. Throws ExternalServiceError, never anything else. */
export interface Http {
  fetch(request: HttpRequest): Promise<HttpResponse>;
}

export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  set<T>(key: string, value: T, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface RateLimitDecision {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetAt: Date;
}

export interface RateLimitRule {
  scope: string;
  limit: number;
  windowMs: number;
  /** What happens when the store cannot be asked in time: `open` admits within a local count, `closed` refuses. */
  onFailure: "open" | "closed";
}

/** Never throws, never takes longer than 50 ms, whatever the store behind it does. */
export interface RateLimiter {
  /**
   * `cost`: how many this one counts for, such as the calls of a batch: admitted whole or not at all. Default 1.
   */
  check(rule: RateLimitRule, identity: string, cost?: number): Promise<RateLimitDecision>;
}

export interface LockHandle {
  /** Rises with every grant of the same name: write it next to what the lock protects. */
  fence: number;
  release(): Promise<void>;
}

export interface Lock {
  /** Resolves to undefined when somebody else holds it. */
  acquire(name: string, ttlMs: number): Promise<LockHandle | undefined>;
}

export interface QueueMessage {
  jobId: string;
  name: string;
  runAt: Date;
}

/** An alarm clock, nothing more: it calls `POST /api/jobs/:name` at or after `runAt`, at least once. */
export interface Queue {
  /** Arms the alarm for rows already committed. Resolves once the transport holds every one of them. */
  arm(messages: QueueMessage[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface StoredObject {
  key: string;
  bytes: number;
  contentType: string;
}

export interface ObjectStore {
  /** Streams bytes in; resolves when they are durable. Overwrites. */
  put(key: string, body: ReadableStream<Uint8Array>, meta: { contentType: string }): Promise<StoredObject>;
  get(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>>;
  head(key: string): Promise<StoredObject | undefined>;
  delete(key: string): Promise<void>;
  /** Removes every object under `<folder>/`. */
  deleteFolder(folder: string): Promise<void>;
  /** An address anyone may GET until it expires; platforms fetch media from it. */
  signedGetUrl(key: string, expiresInMs: number): Promise<string>;
  /** Removes what puts that never finished left behind before this instant. Returns how many. */
  sweepUnfinished(before: Date): Promise<number>;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Same id, same mail: a second send with it is dropped where the transport can. */
  id: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
  /** Rejects when the transport would not take a mail now. Sends nothing. */
  verify(): Promise<void>;
}

/** AES-256-GCM with key ids and additional data; format `v1.<keyId>.<iv>.<ciphertext+tag>` (base64url). */
export interface SecretBox {
  seal(plaintext: string, additionalData: string): Promise<string>;
  /** Throws CRYPTO_ERROR when the text was altered, cut, or sealed for another place. */
  open(sealed: string, additionalData: string): Promise<string>;
  /** True when the value was sealed with a key that is no longer the current one. */
  needsRotation(sealed: string): boolean;
}

export interface DomainEvent {
  workspaceId: string;
  /** Limits the event to one person where set (notifications). */
  userId?: string;
  /**
   * `operations.changed` is for operators alone, under `OPERATORS`. `events.missed`: a subscriber may have lost some, and
   * its page should read everything again.
   */
  type:
    | "post.changed"
    | "connection.changed"
    | "media.changed"
    | "notification.created"
    | "operations.changed"
    | "events.missed";
  id: string;
}

/** Stands where a workspace's id would: what concerns the whole installation. No workspace has such an id. */
export const OPERATORS = "operators";

/** Tells open pages that something changed; carries ids, never data. Loss is harmless: pages refetch on reconnect. */
export interface EventBus {
  publish(event: DomainEvent): Promise<void>;
  subscribe(workspaceId: string, signal: AbortSignal): AsyncIterable<DomainEvent>;
}

export type LogFields = Record<string, unknown>;
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose every line carries these fields. */
  with(fields: LogFields): Log;
}

/** Named places where a test may stop the process; does nothing unless a fault is armed outside production. */
export interface FaultPoints {
  hit(name: string): void;
}
