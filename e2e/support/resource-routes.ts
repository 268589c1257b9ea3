import { readdirSync } from "node:fs";
import type { ServerBuild } from "@remix-run/server-runtime";

const FOLDER = new URL("../../app/routes/", import.meta.url);

/** `api.crm.webhooks.$provider.ts` answers at `api/crm/webhooks/:provider`. */
const pathOf = (file: string): string =>
  file
    .replace(/\.ts$/, "")
    .split(".")
    .map((part) => part.replace(/_$/, ""))
    .map((part) => (part === "$" ? "*" : part.replace(/^\$/, ":")))
    .join("/");

/** The API's routes as they stand in `app/routes`, for the HTTP server, without the pages and without a build. */
export async function resourceRoutes(): Promise<ServerBuild> {
  const files = readdirSync(FOLDER).filter((file) => /^api\..*\.ts$/.test(file));
  const routes = await Promise.all(
    files.map(async (file) => [
      file,
      { id: file, path: pathOf(file), module: await import(new URL(file, FOLDER).href) },
    ]),
  );
  return {
    assets: { routes: {}, entry: { imports: [], module: "" }, url: "", version: "" },
    entry: { module: { default: () => new Response("page") } },
    future: { v3_singleFetch: true },
    routes: Object.fromEntries(routes),
  } as unknown as ServerBuild;
}
