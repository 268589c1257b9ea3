-- AlterTable
ALTER TABLE "run_leases" ADD COLUMN     "fence" BIGINT NOT NULL DEFAULT 0;
