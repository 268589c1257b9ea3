import type { Tx } from "#server/features/unit-of-work.ts";
import type { EffectResult, MessageNotice } from "#server/webhooks/effects.ts";
import { findAccounts } from "./repo.ts";

/** A fan wrote to an account: told to every workspace that works with it. The same event again tells nothing new. */
export async function messageReceived(
  tx: Tx,
  { platform, accountRef, messageId, fanId, event }: MessageNotice,
  now: Date = new Date(),
): Promise<EffectResult> {
  const accounts = await findAccounts(tx.db, platform, accountRef);
  for (const { id, workspaceId, handle } of accounts)
    await tx.announce({
      workspaceId,
      type: "message.received",
      cause: `${id}:${messageId}`,
      data: {
        account: { id, network: platform, handle },
        ...{ messageId, fanId: fanId ?? null, receivedAt: (event.occurredAt ?? now).toISOString() },
      },
    });
  return accounts.length > 0 ? "applied" : "unknown";
}
