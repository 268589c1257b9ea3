import { fstatSync } from "node:fs";
import { z } from "zod";
import { startSandbox } from "./server.ts";

const Credentials = z.record(
  z.string(),
  z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
);
const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SANDBOX_DATA: z.string().min(1),
  APP_URL: z.url(),
  SANDBOX_PACE: z.coerce.number().positive().max(1_000).default(1),
  SANDBOX_SECRETS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), Credentials))
    .optional(),
});

const environment = Environment.safeParse(process.env);
if (!environment.success) {
  process.stderr.write(`sandbox: ${z.prettifyError(environment.error)}\n`);
  process.exit(1);
}
const settings = environment.data;
const sandbox = await startSandbox({
  port: settings.SANDBOX_PORT,
  dataDir: settings.SANDBOX_DATA,
  appUrl: settings.APP_URL,
  pace: settings.SANDBOX_PACE,
  secrets: settings.SANDBOX_SECRETS,
}).catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await sandbox.close();
  process.exit(0);
}

process.once("SIGTERM", end);
process.once("SIGINT", end);
// The parent is gone when its end of the IPC channel, or else of stdin, closes. A terminal or /dev/null tells nothing.
if (process.send) process.once("disconnect", end);
else if (isPipe()) process.stdin.once("end", end).once("error", end).once("close", end).resume();

process.stdout.write(`sandbox ready ${sandbox.url}\n`);

function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}
