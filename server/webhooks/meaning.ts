import type { MessageNotice, PublicationNotice, RevocationNotice } from "./effects.ts";

/** A stored event, as it is applied. */
export interface EventToApply {
  id: string;
  source: string;
  type: string;
  accountRef: string | null;
  payload: unknown;
  /** As the provider tells; null where it tells no time. */
  occurredAt: Date | null;
  receivedAt: Date;
}

export type Interpretation =
  | { effect: "settlePublication"; notice: PublicationNotice }
  | { effect: "connectionRevoked"; notice: RevocationNotice }
  | { effect: "messageReceived"; notice: MessageNotice }
  /** Nothing in this house acts on it. */
  | { effect: "none"; why: string };

/** What one type of event means; asked only about events that name an account. */
export type Interpreter = (event: EventToApply & { accountRef: string }) => Interpretation;

/** What every notice says of the event it comes from. */
export const noticeOf = ({
  id,
  type,
  occurredAt,
  receivedAt,
}: EventToApply): Pick<EventToApply, "id" | "type" | "occurredAt" | "receivedAt"> => ({
  id,
  type,
  occurredAt,
  receivedAt,
});
