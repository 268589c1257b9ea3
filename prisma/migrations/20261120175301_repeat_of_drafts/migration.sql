-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "repeat" JSONB;
