import type { Log, LogFields } from "#server/core/ports.ts";
import { redact, redactText } from "#server/core/redact.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogOptions {
  /** The least level that is written. */
  level: LogLevel;
  /** Takes one finished line. Default: stdout, and stderr for warnings and errors. */
  write?: (line: string, level: LogLevel) => void;
  now?: () => Date;
}

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * One JSON object per line: `time`, `level`, `message`, then the fields. Everything is redacted, errors carry their
 * chain of causes, and writing never throws: a log must not break what it describes.
 */
export function createLog(options: LogOptions): Log {
  const write = options.write ?? writeToProcess;
  const now = options.now ?? (() => new Date());
  const least = ORDER[options.level];

  const withFields = (base: LogFields): Log => {
    const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
      if (ORDER[level] < least) return;
      write(toLine(now(), level, message, { ...base, ...fields }), level);
    };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (fields) => withFields({ ...base, ...fields }),
    };
  };
  return withFields({});
}

function toLine(time: Date, level: LogLevel, message: string, fields: LogFields): string {
  const head = { time: time.toISOString(), level, message: redactText(message) };
  try {
    const plain = redact(fields) as LogFields;
    return JSON.stringify({ ...head, ...plain, ...head });
  } catch (error) {
    return JSON.stringify({ ...head, unwritable: error instanceof Error ? error.name : "fields" });
  }
}

/** A closed pipe on the other end must not end the process that only wanted to tell something. */
function writeToProcess(line: string, level: LogLevel): void {
  const stream = ORDER[level] >= ORDER.warn ? process.stderr : process.stdout;
  try {
    stream.write(`${line}\n`);
  } catch {
    // Nobody is left to read it.
  }
}
