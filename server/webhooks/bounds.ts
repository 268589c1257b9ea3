import { sha256Hex } from "#server/core/hmac.ts";
import { cut } from "./json.ts";
import type { ParsedEvent } from "./source.ts";

const LONGEST_TYPE = 100;
const LONGEST_ACCOUNT = 200;
const DIGEST = 32;

/**
 * The same event with what is indexed of it cut to a length an index holds. No network's account has so long an id; equal
 * ones stay equal all the same, and different ones different.
 */
export async function withinBounds(event: ParsedEvent): Promise<ParsedEvent> {
  const { type, accountRef } = event;
  return { ...event, type: cut(type, LONGEST_TYPE), accountRef: accountRef && (await shortened(accountRef)) };
}

async function shortened(accountRef: string): Promise<string> {
  if (accountRef.length <= LONGEST_ACCOUNT) return accountRef;
  const digest = (await sha256Hex(accountRef)).slice(0, DIGEST);
  return `${cut(accountRef, LONGEST_ACCOUNT - DIGEST - 1)}:${digest}`;
}
