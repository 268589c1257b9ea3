import { readFileSync, writeFileSync } from "node:fs";
import { envExample, withServicesTable } from "./documents.ts";
import { withLimitsTable } from "./limits.ts";

const API = "docs/api.md";

/** `npm run catalog:docs`: renews `.env.example`, the README's table, and the tables of `docs/api.md` from the code. */
writeFileSync(".env.example", envExample());
writeFileSync("README.md", withServicesTable(readFileSync("README.md", "utf8")));
writeFileSync(API, withLimitsTable(readFileSync(API, "utf8")));
