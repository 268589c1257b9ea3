/**
 * What webhooks may cause in the house. Features implement it, the wiring hands it to `webhook.process`; the receiver
 * and the sources know nothing of either. `Tx` is the house's transaction: an effect and the event's new state are
 * committed together.
 */
export interface WebhookEffects<Tx> {
  /**
   * A platform says something about a publication. It is a hint, not a proof: the one who knows the publication wakes its
   * job, which asks the platform, and writes what was said into its timeline. The same event may come again.
   */
  settlePublication(tx: Tx, notice: PublicationNotice): Promise<EffectResult>;
  /** The person took our access away at the platform: the tokens are dead already. */
  connectionRevoked(tx: Tx, notice: RevocationNotice): Promise<EffectResult>;
  /** Somebody wrote to an account. The same message may be told again. */
  messageReceived(tx: Tx, notice: MessageNotice): Promise<EffectResult>;
}

/** `unknown`: nothing of ours is meant (or not yet: an answer may still be on its way to us). */
export type EffectResult = "applied" | "unknown";

/** What a platform can say about a publication. */
export type PublicationNews =
  /** Taken in and being worked on, or done; the public id may follow. */
  | "complete"
  | "failed"
  /** In the creator's inbox, where the person finishes it. */
  | "delivered"
  | "public"
  /** No longer public: taken down, or set to private. */
  | "withdrawn"
  /** Somebody reacted to it in public, so it is there. */
  | "seen";

export interface NoticeEvent {
  /** Row of `webhook_events`. */
  id: string;
  type: string;
  occurredAt: Date | null;
}

export interface PublicationNotice {
  platform: string;
  /** The platform's id of the account, as in `connections.externalId`. */
  accountRef: string;
  /** Which of the target's handles this is, by its name in the platform's handles. */
  handle: { name: string; value: string };
  event: NoticeEvent & {
    news: PublicationNews;
    /** The platform's id of the public post, when told. */
    remoteId?: string;
    /** The platform's own code for a failure. */
    reason?: string;
  };
}

export interface RevocationNotice {
  platform: string;
  accountRef: string;
  /** The platform's own code, when told. */
  reason?: string;
  /** Where no time is told, it ended before we received the news. */
  event: NoticeEvent & { receivedAt: Date };
}

export interface MessageNotice {
  platform: string;
  accountRef: string;
  messageId: string;
  /** The platform's id of whoever wrote it, when told. */
  fanId?: string;
  event: NoticeEvent;
}
