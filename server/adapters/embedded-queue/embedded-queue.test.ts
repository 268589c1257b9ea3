import { silentLog } from "#e2e/support/log.ts";
import { queueHarness } from "#jobs/test-queue.ts";
import { queueContract } from "#server/core/contracts/queue.contract.ts";
import { createEmbeddedQueue } from "./embedded-queue.ts";

queueContract("embedded", () =>
  queueHarness(async ({ rows, databaseUrl, crew, clock }) => ({
    create: () =>
      createEmbeddedQueue({
        rows,
        connection: { connectionString: databaseUrl },
        crew,
        clock,
        log: silentLog(),
      }),
  })),
);
