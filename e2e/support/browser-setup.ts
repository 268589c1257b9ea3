import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startProduct } from "./product.ts";

/** The whole product, started the way a person starts it, in a folder of its own: database, sandbox, app. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "huntaze-e2e-"));
  const product = await startProduct({ dataDir: path.join(dataDir, ".data") });
  process.env.E2E_APP_URL = product.appUrl;
  process.env.E2E_SANDBOX_URL = product.sandboxUrl;
  return async () => {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
