import { PrismaPg } from "@prisma/adapter-pg";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport } from "#e2e/support/workspace.ts";
import { PrismaClient } from "#prisma/generated/client.ts";
import { systemClock } from "#server/core/clock.ts";
import { createUnitOfWork, type Tx } from "#server/features/unit-of-work.ts";
import { createAtOnce } from "./at-once.ts";

// As a process of its own: begins to apply these events, says so, and never ends, until it is killed.
const [databaseUrl = "", ...eventIds] = process.argv.slice(2);
const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });
const [clock, log] = [systemClock, silentLog()];
const hang = async ({ db }: Tx): Promise<never> => {
  await db.$executeRaw`INSERT INTO traces DEFAULT VALUES`;
  process.stdout.write("applying\n");
  return new Promise(() => undefined);
};
const atOnce = createAtOnce({
  services: {
    ...{ db, clock, unitOfWork: createUnitOfWork({ db, clock, log, ...rememberingTransport() }) },
    webhookEffects: { settlePublication: hang, connectionRevoked: hang, messageReceived: hang },
  },
  clock,
  log,
});
atOnce.take(eventIds);
