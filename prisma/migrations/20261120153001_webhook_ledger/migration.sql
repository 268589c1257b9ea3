-- AlterTable
ALTER TABLE "webhook_events" ADD COLUMN     "fence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "history" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "leaseUntil" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "webhook_refusals" (
    "source" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "webhook_refusals_pkey" PRIMARY KEY ("source","reason","day")
);

-- CreateIndex
CREATE INDEX "webhook_refusals_day_idx" ON "webhook_refusals"("day");
