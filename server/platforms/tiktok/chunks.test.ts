import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkPlan, nextRange, uploadedBytes } from "./chunks.ts";

const MB = 1_000_000;

test("the documentation's example: 50,000,123 bytes in five chunks, the last with the remainder", () => {
  const size = 50_000_123;
  const plan = chunkPlan(size);
  expect(plan).toEqual({ chunkSize: 10 * MB, chunkCount: 5 });
  expect([0, 10, 20, 30, 40].map((at) => nextRange(size, plan, at * MB))).toEqual([
    { start: 0, end: 9_999_999 },
    { start: 10 * MB, end: 19_999_999 },
    { start: 20 * MB, end: 29_999_999 },
    { start: 30 * MB, end: 39_999_999 },
    { start: 40 * MB, end: 50_000_122 },
  ]);
});

test("a file that makes one chunk is that chunk", () => {
  for (const size of [1, 4_999_999, 5 * MB, 19_999_999])
    expect(chunkPlan(size)).toEqual({ chunkSize: size, chunkCount: 1 });
});

const sizes = fc.integer({ min: 1, max: 4096 * 1024 * 1024 });

test("every plan keeps TikTok's rules for any size up to 4 GB", () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const { chunkSize, chunkCount } = chunkPlan(size);
      expect(chunkCount).toBe(Math.floor(size / chunkSize));
      expect(chunkCount).toBeGreaterThanOrEqual(1);
      expect(chunkCount).toBeLessThanOrEqual(1000);
      const last = size - chunkSize * (chunkCount - 1);
      expect(last).toBeLessThanOrEqual(128 * MB);
      if (size > 64 * MB) expect(chunkCount).toBeGreaterThan(1);
      if (chunkCount > 1) expect(chunkSize).toBeGreaterThanOrEqual(5 * 1024 * 1024);
    }),
  );
});

test("following the ranges covers every byte once, in order, in as many chunks as announced", () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const plan = chunkPlan(size);
      let uploaded = 0;
      let chunks = 0;
      while (uploaded < size && chunks <= plan.chunkCount) {
        const range = nextRange(size, plan, uploaded);
        expect(range.start).toBe(uploaded);
        uploaded = range.end + 1;
        chunks++;
      }
      expect([uploaded, chunks]).toEqual([size, plan.chunkCount]);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["bytes 0-9999999/50000123", 10 * MB],
  ["bytes 0-10000000/50000123", 10 * MB],
  ["bytes 0-50000122/50000123", 50_000_123],
  ["bytes 0-50000123/50000123", 50_000_123],
  ["bytes 0-0/50000123", 0],
  ["bytes */50000123", undefined],
  [null, undefined],
])("progress %s means %s bytes, whichever way TikTok counts", (header, held) => {
  expect(uploadedBytes(header, 50_000_123, chunkPlan(50_000_123))).toBe(held);
});
