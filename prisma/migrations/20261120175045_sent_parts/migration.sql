-- AlterTable
ALTER TABLE "publish_attempts" ADD COLUMN     "sentAt" TIMESTAMP(3)[] DEFAULT ARRAY[]::TIMESTAMP(3)[];
