-- CreateEnum
CREATE TYPE "OutgoingEndpointStatus" AS ENUM ('active', 'disabled');

-- CreateEnum
CREATE TYPE "OutgoingDeliveryStatus" AS ENUM ('pending', 'delivered', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "AlertKind" AS ENUM ('slack', 'teams', 'custom');

-- CreateTable
CREATE TABLE "outgoing_endpoints" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "events" TEXT[],
    "status" "OutgoingEndpointStatus" NOT NULL DEFAULT 'active',
    "disabledReason" TEXT,
    "disabledAt" TIMESTAMP(3),
    "secret" TEXT NOT NULL,
    "previousSecret" TEXT,
    "previousSecretUntil" TIMESTAMP(3),
    "failingSince" TIMESTAMP(3),
    "exhausted" INTEGER NOT NULL DEFAULT 0,
    "createdByUserId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "outgoing_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outgoing_messages" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "occurredAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outgoing_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outgoing_deliveries" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "messageId" UUID NOT NULL,
    "endpointId" UUID NOT NULL,
    "status" "OutgoingDeliveryStatus" NOT NULL DEFAULT 'pending',
    "round" INTEGER NOT NULL DEFAULT 1,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "outgoing_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outgoing_attempts" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "deliveryId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "statusCode" INTEGER,
    "errorCode" TEXT,
    "excerpt" TEXT,

    CONSTRAINT "outgoing_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_targets" (
    "id" UUID NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "kind" "AlertKind" NOT NULL,
    "label" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "events" TEXT[],
    "locale" TEXT NOT NULL DEFAULT 'en',
    "lastSentAt" TIMESTAMP(3),
    "lastErrorAt" TIMESTAMP(3),
    "lastErrorCode" TEXT,
    "lastErrorStatus" INTEGER,
    "disabledAt" TIMESTAMP(3),
    "createdByUserId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "alert_targets_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outgoing_endpoints_workspaceId_createdAt_idx" ON "outgoing_endpoints"("workspaceId", "createdAt");

-- CreateIndex
CREATE INDEX "outgoing_messages_createdAt_idx" ON "outgoing_messages"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_messages_workspaceId_type_cause_key" ON "outgoing_messages"("workspaceId", "type", "cause");

-- CreateIndex
CREATE INDEX "outgoing_deliveries_endpointId_id_idx" ON "outgoing_deliveries"("endpointId", "id" DESC);

-- CreateIndex
CREATE INDEX "outgoing_deliveries_endpointId_status_id_idx" ON "outgoing_deliveries"("endpointId", "status", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_deliveries_messageId_endpointId_key" ON "outgoing_deliveries"("messageId", "endpointId");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_attempts_deliveryId_number_key" ON "outgoing_attempts"("deliveryId", "number");

-- CreateIndex
CREATE INDEX "alert_targets_workspaceId_createdAt_idx" ON "alert_targets"("workspaceId", "createdAt");

-- AddForeignKey
ALTER TABLE "outgoing_endpoints" ADD CONSTRAINT "outgoing_endpoints_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outgoing_messages" ADD CONSTRAINT "outgoing_messages_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outgoing_deliveries" ADD CONSTRAINT "outgoing_deliveries_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "outgoing_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outgoing_deliveries" ADD CONSTRAINT "outgoing_deliveries_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "outgoing_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outgoing_attempts" ADD CONSTRAINT "outgoing_attempts_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "outgoing_deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_targets" ADD CONSTRAINT "alert_targets_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
