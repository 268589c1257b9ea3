-- AlterTable
ALTER TABLE "post_targets" ADD COLUMN     "mediaIds" JSONB;
