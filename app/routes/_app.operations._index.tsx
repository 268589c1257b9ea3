import { redirect } from "@remix-run/server-runtime";
import { paths } from "#app/lib/paths.ts";

export const loader = () => redirect(paths.operationsWebhooks());
