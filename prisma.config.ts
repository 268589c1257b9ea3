import { defineConfig } from "prisma/config";

/** Read by `prisma generate` alone; migrations run through prisma/migrate.ts. */
export default defineConfig({ schema: "prisma/schema" });
