import type { Log } from "#server/core/ports.ts";

type Level = "debug" | "info" | "success" | "warn" | "error";

/**
 * better-auth's log as ours. What it calls information and warnings is everyday (a wrong password, an address already
 * taken) and names people, so it is kept for debugging.
 */
export const authLog = (log: Log) => ({
  // "error", "warn" and "debug" make better-auth print refusals to the console beside calling us.
  level: "info" as const,
  disableColors: true,
  log(level: Level, message: string, ...details: unknown[]) {
    const fields = { component: "auth", ...(details.length > 0 ? { details } : {}) };
    if (level === "error") log.error(message, fields);
    else log.debug(message, fields);
  },
});
