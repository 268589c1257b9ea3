import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import { readDemands } from "./demands.ts";
import type { AccountsDeps } from "./deps.ts";

const MINUTE = 60_000;
const row = { id: "c1", platform: "reddit", flavor: "web-app", tokenVersion: 1, status: "active" } as const;
const draft = { kind: "self", text: "", mediaCount: 0, options: {} };

/** A network whose places demand something, and what was asked of it. */
function bench() {
  const clock = testClock();
  const kept = new Map<string, { value: unknown; until: number }>();
  const asked: string[] = [];
  const network = {
    answer: async (place: string): Promise<object> => ({ place }),
    asked,
  };
  const requirements = {
    placeOf: ({ subreddit }: Record<string, unknown>) =>
      typeof subreddit === "string" ? subreddit.toLowerCase() : undefined,
    read: async (_session: unknown, place: string) => {
      asked.push(place);
      return network.answer(place);
    },
    judge: (demands: object) => [{ field: "kind", code: JSON.stringify(demands) }],
  };
  const deps = {
    clock,
    log: silentLog(),
    cache: {
      get: async (key: string) => {
        const found = kept.get(key);
        return found && found.until > clock.now().getTime() ? found.value : undefined;
      },
      set: async (key: string, value: unknown, ttlMs: number) =>
        void kept.set(key, { value, until: clock.now().getTime() + ttlMs }),
      delete: async () => undefined,
    },
    tokens: { fresh: async () => ({ connectionId: "c1" }) },
    platforms: new Map([["reddit", { id: "reddit", publish: { requirements } }]]),
  } as unknown as AccountsDeps;
  return { deps, clock, network };
}

describe("what a place demands", () => {
  test("is asked once in five minutes, however often somebody types, and judged anew each time", async () => {
    const { deps, clock, network } = bench();
    for (let times = 0; times < 3; times++) {
      const judge = await readDemands(deps, row, { subreddit: "KilnLife" });
      expect(judge?.(draft)).toEqual([{ field: "kind", code: '{"place":"kilnlife"}' }]);
    }
    await readDemands(deps, row, { subreddit: "kilnLIFE" });
    expect(network.asked).toEqual(["kilnlife"]);
    await readDemands(deps, row, { subreddit: "other" });
    await readDemands(deps, { ...row, tokenVersion: 2 }, { subreddit: "kilnlife" });
    await clock.advance(5 * MINUTE + 1);
    await readDemands(deps, row, { subreddit: "kilnlife" });
    expect(network.asked).toEqual(["kilnlife", "other", "kilnlife", "kilnlife"]);
  });

  test("is nobody's question without a place, or of an account that is not connected", async () => {
    const { deps, network } = bench();
    expect(await readDemands(deps, row, {})).toBeUndefined();
    expect(
      await readDemands(deps, { ...row, status: "needs_reconnect" }, { subreddit: "a" }),
    ).toBeUndefined();
    expect(network.asked).toEqual([]);
  });

  test("is left to the network when it cannot be asked", async () => {
    const { deps, network } = bench();
    network.answer = async () => {
      throw new AppError("TIMEOUT", "slow", { retryable: true });
    };
    expect(await readDemands(deps, row, { subreddit: "a" })).toBeUndefined();
  });

  test("keeps nobody waiting, and is known the next time", async () => {
    const { deps, clock, network } = bench();
    let tell = (_: object) => {};
    network.answer = () => new Promise((resolve) => (tell = resolve));
    const waiting = readDemands(deps, row, { subreddit: "a" });
    await expect.poll(() => network.asked.length).toBe(1);
    await clock.advance(4_001);
    expect(await waiting).toBeUndefined();
    tell({ place: "late" });
    await expect
      .poll(async () => (await readDemands(deps, row, { subreddit: "a" }))?.(draft)[0]?.code)
      .toBe('{"place":"late"}');
    expect(network.asked).toHaveLength(1);
  });
});
