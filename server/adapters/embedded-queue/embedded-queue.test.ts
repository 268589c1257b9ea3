import { silentLog } from "#e2e/support/log.ts";
import { queueHarness } from "#jobs/test-queue.ts";
import { queueContract } from "#server/core/contracts/queue.contract.ts";
import { createDeliveryVerifier, deriveSigningKeys } from "#server/core/delivery-signature.ts";
import { createEmbeddedQueue } from "./embedded-queue.ts";

queueContract("embedded", () =>
  queueHarness(async ({ rows, databaseUrl, doorUrl, clock }) => {
    const keys = await deriveSigningKeys("a worker secret of the tests");
    return {
      verifier: createDeliveryVerifier({ keys, baseUrl: doorUrl, clock }),
      create: () =>
        createEmbeddedQueue({
          rows,
          connection: { connectionString: databaseUrl },
          selfUrl: doorUrl,
          keys,
          clock,
          log: silentLog(),
        }),
    };
  }),
);
