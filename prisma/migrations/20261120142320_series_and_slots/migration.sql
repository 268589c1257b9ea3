-- CreateEnum
CREATE TYPE "SeriesStatus" AS ENUM ('active', 'paused', 'ended');

-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "detachedAt" TIMESTAMP(3),
ADD COLUMN     "occurrence" TEXT,
ADD COLUMN     "seriesId" UUID;

-- CreateTable
CREATE TABLE "series" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "createdByUserId" TEXT NOT NULL,
    "status" "SeriesStatus" NOT NULL DEFAULT 'active',
    "text" TEXT NOT NULL DEFAULT '',
    "mediaIds" JSONB NOT NULL DEFAULT '[]',
    "targets" JSONB NOT NULL DEFAULT '[]',
    "latePolicy" "LatePolicy" NOT NULL DEFAULT 'publish',
    "rule" JSONB NOT NULL,
    "startsOn" TEXT NOT NULL,
    "time" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "dueAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting_slots" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "connectionId" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "time" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "posting_slots_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "series_workspaceId_createdAt_idx" ON "series"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "series_status_dueAt_idx" ON "series"("status", "dueAt");

-- CreateIndex
CREATE INDEX "posting_slots_workspaceId_idx" ON "posting_slots"("workspaceId");

-- CreateIndex
CREATE UNIQUE INDEX "posting_slots_connectionId_weekday_time_key" ON "posting_slots"("connectionId", "weekday", "time");

-- CreateIndex
CREATE INDEX "post_targets_connectionId_scheduledAt_idx" ON "post_targets"("connectionId", "scheduledAt");

-- CreateIndex
CREATE INDEX "post_targets_connectionId_publishedAt_idx" ON "post_targets"("connectionId", "publishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "posts_seriesId_occurrence_key" ON "posts"("seriesId", "occurrence");

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting_slots" ADD CONSTRAINT "posting_slots_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posts" ADD CONSTRAINT "posts_seriesId_fkey" FOREIGN KEY ("seriesId") REFERENCES "series"("id") ON DELETE SET NULL ON UPDATE CASCADE;
