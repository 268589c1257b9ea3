import { tokenBench } from "#e2e/support/token-bench.ts";
import { createFaultPoints } from "#server/adapters/fault-points/fault-points.ts";
import { rotatingPlatform } from "./client.ts";
import { openByUrl } from "./open-database.ts";

/** One process that renews one connection once, and is killed somewhere on the way. */
const { DATABASE_URL = "", PROVIDER_URL = "", NOW = "0", FAULT_POINT } = process.env;
const startedAt = Date.now();
const clock = {
  now: () => new Date(Number(NOW) + Date.now() - startedAt),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
const database = openByUrl(DATABASE_URL);
const { tokens } = tokenBench(database, clock, new Map([["tiktok", rotatingPlatform(PROVIDER_URL, clock)]]), {
  faults: createFaultPoints(FAULT_POINT ?? null),
});
process.on("message", async (connectionId: string) => {
  await tokens.refresh({ connectionId, tokenVersion: 1 }).catch(() => undefined);
  process.send?.("survived");
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
