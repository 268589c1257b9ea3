import type { PublishContent } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import { onlyfansErrorRow } from "./errors.ts";
import { PRICE } from "./rules.ts";

/** Whom a message is for: one chat (the fan's own number), or a list of fans. */
export type Recipient = { chat: string } | { list: string };

const CHAT = /^@.* \((\d{1,20})\)$/s;
const LIST = /^\[.*\] \(([\w-]{1,40})\)$/s;

/** How a recipient reads among the choices of the composer; `recipientOf` reads it back. */
export const chatChoice = (fan: { id: string; username: string }): string => `@${fan.username} (${fan.id})`;
export const listChoice = (list: { id: string; name: string }): string => `[${list.name}] (${list.id})`;

/** Throws CONTENT_REJECTED where none was chosen, or one that is no recipient. */
export function recipientOf(content: PublishContent): Recipient {
  const choice = String(content.options.to ?? "");
  const chat = CHAT.exec(choice)?.[1];
  if (chat) return { chat };
  const list = LIST.exec(choice)?.[1];
  if (list) return { list };
  throw refused("no_recipient");
}

const MONEY = /^\d{1,3}(\.\d{1,2})?$/;

/** What it costs to open the message, in USD; 0 for a free one. Throws CONTENT_REJECTED for what nobody can charge. */
export function priceOf(content: PublishContent): number {
  const written = String(content.options.price ?? "").trim();
  if (written === "" || Number(written) === 0) return 0;
  const price = Number(written);
  if (!MONEY.test(written) || price < PRICE.min || price > PRICE.most) throw refused("price");
  if (content.media.length === 0) throw refused("price_without_media");
  return price;
}

const refused = (code: string) =>
  providerError(onlyfansErrorRow(code), { service: "onlyfans", operation: "check" });
