import type { Log, LogFields } from "#server/core/ports.ts";

export interface RecordedLog extends Log {
  lines: { level: string; message: string; fields: LogFields }[];
}

/** A log that keeps its lines for assertions and prints nothing. */
export function silentLog(lines: RecordedLog["lines"] = [], base: LogFields = {}): RecordedLog {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields: { ...base, ...fields } });
    };
  return {
    lines,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (fields) => silentLog(lines, { ...base, ...fields }),
  };
}
