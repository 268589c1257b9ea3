import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sandboxControl } from "../sandbox/client.ts";
import { registerOperator } from "./operator.ts";
import { startProduct } from "./product.ts";

/** Waits between questions to a network are five times shorter than a person's day demands. */
const PUBLISH_PACE = "0.2";
/** How long the sandbox's networks work on what they are handed. */
const PROCESSING_MS = 1_500;

/** The whole product, started the way a person starts it, in a folder of its own: database, sandbox, app. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "huntaze-e2e-"));
  const product = await startProduct({
    dataDir: path.join(dataDir, ".data"),
    // Every test signs up from the same address.
    env: { PUBLISH_PACE, RATE_LIMIT_ENABLED: "false" },
  });
  process.env.E2E_APP_URL = product.appUrl;
  process.env.E2E_SANDBOX_URL = product.sandboxUrl;
  const sandbox = sandboxControl(product.sandboxUrl);
  process.env.E2E_OPERATOR = JSON.stringify(await registerOperator(product.appUrl, product.sandboxUrl));
  for (const network of ["instagram", "tiktok"])
    await sandbox.settings({ network, processingMs: PROCESSING_MS });
  return async () => {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
