import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type SqsDouble, startSqs } from "#e2e/doubles/sqs.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { newId } from "#server/core/ids.ts";

let sqs: SqsDouble;
let database: TestDatabase;
let dataDir: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  sqs = await startSqs({ maxReceives: 3 });
  database = await testDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "worker-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  await sqs.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** `npm run worker`, as a process of its own. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ["server/entry/worker.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      DATABASE_URL: database.url,
      SANDBOX_URL: "http://127.0.0.1:9",
      DATA_DIR: dataDir,
      LOG_LEVEL: "debug",
      ...env,
    },
  });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, exited, output: () => output };
}

it("takes a job from the queue, does it with the product's own handlers, and ends when told to", async () => {
  const { queueUrl, region, accessKeyId, secretAccessKey } = sqs.options;
  const jobId = newId();
  const now = new Date();
  await database.db.job.create({
    data: { id: jobId, name: "jobs.prune", payload: {}, runAt: now, maxAttempts: 3, createdAt: now },
  });
  sqs.send(JSON.stringify({ jobId, name: "jobs.prune" }));
  const worker = start({
    SQS_QUEUE_URL: queueUrl,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const status = async () => (await database.db.job.findUniqueOrThrow({ where: { id: jobId } })).status;
  const seen = async () => ({ status: await status(), output: worker.output() });
  await expect.poll(seen, { timeout: 40_000 }).toMatchObject({ status: "done" });
  await expect.poll(() => sqs.messages(), { timeout: 10_000 }).toMatchObject({ ready: [], inFlight: [] });
  worker.child.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
}, 60_000);

it("says what it needs where no queue is set", async () => {
  const worker = start({});
  expect(await worker.exited).toBe(1);
  expect(worker.output()).toContain("AWS_SQS_QUEUE_URL is not set");
}, 40_000);
