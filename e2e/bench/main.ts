import { jobsBench } from "./jobs.ts";
import { replayBench } from "./replay.ts";
import { type Figure, report } from "./report.ts";
import { signaturesBench } from "./signatures.ts";
import { startBench } from "./start.ts";
import { webhooksBench } from "./webhooks.ts";

/** `npm run bench`, or one of them by name: what the promises in numbers come to, on this machine, now. */
const BENCHES: Record<string, () => Promise<Figure[]>> = {
  start: startBench,
  jobs: jobsBench,
  webhooks: webhooksBench,
  replay: replayBench,
  signatures: signaturesBench,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0)
  throw new Error(`no bench is called ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}`);
let failed = false;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  failed = report(await bench()) || failed;
}
process.exit(failed ? 1 : 0);
