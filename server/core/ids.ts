import { toHex } from "./encoding.ts";

/** Random bits of the current millisecond, counted up so that ids of one process sort in the order they were made. */
let lastMs = 0;
let sequence = 0;

const SEQUENCE_LIMIT = 0x1000;

/**
 * A UUID version 7 (RFC 9562): 48 bits of time, 12 bits of sequence, 62 bits of randomness. Ids made by one process
 * sort in the order they were made; nobody can guess one from another.
 */
export function newId(nowMs: number = Date.now()): string {
  const { ms, step } = nextTick(nowMs);
  const bytes = randomBytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, Math.floor(ms / 0x10000));
  view.setUint16(4, ms % 0x10000);
  view.setUint16(6, 0x7000 | step);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A clock that stepped back, or 4096 ids in one millisecond, borrow from the future instead of breaking the order. */
function nextTick(nowMs: number): { ms: number; step: number } {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (sequence + 1 === SEQUENCE_LIMIT) {
    lastMs += 1;
    sequence = 0;
  } else {
    sequence += 1;
  }
  return { ms: lastMs, step: sequence };
}

const POOL = 64 * 16;
let pool = new Uint8Array(0);

/** Sixteen bytes nobody had before. The system is asked for many at once: each question costs as much as all the rest. */
function randomBytes(): Uint8Array {
  if (pool.length === 0) pool = crypto.getRandomValues(new Uint8Array(POOL));
  const bytes = pool.subarray(0, 16);
  pool = pool.subarray(16);
  return bytes;
}
