import { startQstash } from "#e2e/doubles/qstash.ts";
import { silentLog } from "#e2e/support/log.ts";
import { queueHarness } from "#jobs/test-queue.ts";
import { systemClock } from "#server/core/clock.ts";
import { queueContract } from "#server/core/contracts/queue.contract.ts";
import { createQstashClient } from "./client.ts";
import { createQstashQueue } from "./qstash-queue.ts";
import { createQstashVerifier } from "./verifier.ts";

queueContract("QStash", () =>
  queueHarness(async ({ rows, doorUrl, clock }) => {
    const qstash = await startQstash({ now: () => clock.now().getTime() });
    const client = createQstashClient(qstash);
    return {
      // QStash signs by the wall clock, however fast the test's time runs.
      verifier: createQstashVerifier({ keys: qstash.keys, baseUrl: doorUrl, clock: systemClock }),
      create: () => createQstashQueue({ client, rows, baseUrl: doorUrl, clock, log: silentLog() }),
      close: () => qstash.close(),
    };
  }),
);
