import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export type MessageState = "CREATED" | "ACTIVE" | "RETRY" | "ERROR" | "DELIVERED" | "FAILED" | "CANCELLED";

export interface Message {
  messageId: string;
  url: string;
  method: string;
  /** What the destination gets, lower-case names. */
  header: Record<string, string>;
  /** base64 */
  body: string;
  createdAt: number;
  /** ms since 1970; the time of the next attempt. */
  dueAt: number;
  maxRetries: number;
  retryDelay: string | null;
  retried: number;
  callback: string | null;
  failureCallback: string | null;
  scheduleId: string | null;
  state: MessageState;
  dlqId: string | null;
  lastStatus: number | null;
}

export interface StoredSchedule {
  scheduleId: string;
  cron: string;
  destination: string;
  createdAt: number;
  isPaused: boolean;
  /** Headers and body of the create call: each tick publishes them anew. */
  headers: Record<string, string>;
  body: string;
  nextAt: number;
}

export interface QstashState {
  messages: Record<string, Message>;
  schedules: Record<string, StoredSchedule>;
  /** deduplication id → the message it belongs to */
  seen: Record<string, { messageId: string; at: number }>;
  events: { time: number; messageId: string; state: MessageState; url: string; scheduleId: string | null }[];
  keys: { current: string; next: string };
}

export const newKey = (): string => `sig_${randomBytes(14).toString("hex")}`;
export const newMessageId = (): string => `msg_${randomUUID().replaceAll("-", "")}`;

/** What QStash must not forget, in one file when it is given: a restarted double goes on where it was killed. */
export function openState(file: string | undefined): { state: QstashState; save(): void } {
  const fresh: QstashState = {
    messages: {},
    schedules: {},
    seen: {},
    events: [],
    keys: { current: newKey(), next: newKey() },
  };
  const state: QstashState = file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : fresh;
  return {
    state,
    save() {
      if (!file) return;
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
  };
}
