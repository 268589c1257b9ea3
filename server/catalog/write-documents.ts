import { readFileSync, writeFileSync } from "node:fs";
import { envExample, withServicesTable } from "./documents.ts";

/** `npm run catalog:docs`: renews `.env.example` and the README's table from the catalog. */
writeFileSync(".env.example", envExample());
writeFileSync("README.md", withServicesTable(readFileSync("README.md", "utf8")));
