-- CreateTable
CREATE TABLE "run_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "run_leases_pkey" PRIMARY KEY ("name")
);
