-- DropIndex
DROP INDEX "webhook_events_source_receivedAt_idx";

-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN     "scrubbedAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "webhook_deliveries_scrubbedAt_receivedAt_idx" ON "webhook_deliveries"("scrubbedAt", "receivedAt");

-- CreateIndex
CREATE INDEX "webhook_events_source_status_receivedAt_idx" ON "webhook_events"("source", "status", "receivedAt" DESC);

-- CreateIndex
CREATE INDEX "webhook_events_type_status_receivedAt_idx" ON "webhook_events"("type", "status", "receivedAt" DESC);

-- CreateIndex
CREATE INDEX "webhook_events_accountRef_receivedAt_idx" ON "webhook_events"("accountRef", "receivedAt" DESC);

-- CreateIndex
CREATE INDEX "webhook_events_deliveryId_idx" ON "webhook_events"("deliveryId");
