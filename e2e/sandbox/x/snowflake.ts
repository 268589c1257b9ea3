import { randomInt } from "node:crypto";
import type { Here } from "./state.ts";

/** Ids of X count milliseconds since then, in their upper bits. */
const EPOCH_MS = 1_288_834_974_657n;
const last = new WeakMap<Here["state"], bigint>();

/** An id of X's: beyond 2^53, later ones are greater, and a client that reads it as a double gets another number. */
export function snowflake({ kit, state }: Here): string {
  let id = ((BigInt(kit.clock.now()) - EPOCH_MS) << 22n) | BigInt(randomInt(0, 1 << 22));
  const before = last.get(state) ?? 0n;
  if (id <= before) id = before + 1n;
  while (BigInt(Number(id)) === id) id += 1n;
  last.set(state, id);
  return String(id);
}
