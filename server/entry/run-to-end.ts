import { spawn } from "node:child_process";
import { AppError } from "#server/core/errors.ts";

export interface Errand {
  program: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Ends it early. */
  signal: AbortSignal;
  /** Finishes the sentence "… failed". */
  what: string;
}

/** Runs a program and waits for its end. Throws UNAVAILABLE with the last lines it complained with. */
export function runToEnd({ program, args, env, signal, what }: Errand): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], signal, ...(env && { env }) });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-2_000);
    });
    child.once("error", (cause) => reject(new AppError("UNAVAILABLE", `${what} failed: ${cause.message}`)));
    child.once("close", (code, killedBy) => {
      const why = complaint.trim() || `it ended with ${killedBy ?? code}`;
      if (code === 0) resolve();
      else reject(new AppError("UNAVAILABLE", `${what} failed: ${why}`));
    });
  });
}
