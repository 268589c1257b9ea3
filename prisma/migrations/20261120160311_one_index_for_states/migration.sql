-- DropIndex
DROP INDEX "webhook_events_status_receivedAt_idx";
