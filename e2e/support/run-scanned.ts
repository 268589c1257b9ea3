import { spawn } from "node:child_process";
import { scanForCanaries } from "./canary.ts";

/** `node e2e/support/run-scanned.ts <command…>`: runs a suite, passes its output on, and fails it when a secret is in it. */
const [command = "", ...args] = process.argv.slice(2);
const scan = scanForCanaries();
const child = spawn(command, args, { stdio: ["inherit", "pipe", "pipe"] });
for (const [from, to] of [
  [child.stdout, process.stdout],
  [child.stderr, process.stderr],
] as const)
  from.on("data", (chunk: Buffer) => {
    scan.feed(chunk.toString());
    to.write(chunk);
  });
child.once("error", (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(1);
});
child.once("close", (code) => {
  for (const leak of new Set(scan.found)) console.error(`a secret was printed: ${leak}`);
  process.exit(scan.found.length > 0 ? 1 : (code ?? 1));
});
