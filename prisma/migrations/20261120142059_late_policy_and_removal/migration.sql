-- CreateEnum
CREATE TYPE "LatePolicy" AS ENUM ('publish', 'park', 'ask');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "TargetStatus" ADD VALUE 'held';
ALTER TYPE "TargetStatus" ADD VALUE 'assisted';
ALTER TYPE "TargetStatus" ADD VALUE 'removed';

-- AlterTable
ALTER TABLE "post_targets" ADD COLUMN     "goAheadAt" TIMESTAMP(3),
ADD COLUMN     "publicParts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "removeAskedAt" TIMESTAMP(3),
ADD COLUMN     "removedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "latePolicy" "LatePolicy" NOT NULL DEFAULT 'publish';
