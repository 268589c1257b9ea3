import type { PlatformSession } from "./platform.ts";

interface Person {
  /** Always a string: ids exceed 2^53. */
  id: string;
  username: string;
  name: string;
}

export interface Fan extends Person {
  subscribed: boolean;
  subscribedUntil: Date | null;
  lastSeenAt: Date | null;
  /** All they ever spent, in US dollars. */
  spentUsd: number | null;
}

export interface Chat {
  fan: Person;
  /** The last message, without markup. */
  text: string;
  at: Date | null;
  fromFan: boolean;
  unread: number;
  canSend: boolean;
}

export interface AudiencePage<T> {
  items: T[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** What a network tells of the people behind an account. Reads only. */
export interface AudienceCapability {
  fans(session: PlatformSession, cursor: string | undefined): Promise<AudiencePage<Fan>>;
  chats(session: PlatformSession, cursor: string | undefined): Promise<AudiencePage<Chat>>;
  /** What is left to call the network with, where calls are paid for; null where it does not tell. */
  credits(session: PlatformSession): Promise<{ balance: number } | null>;
}
