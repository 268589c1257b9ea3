import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

export const loader = ({ context }: LoaderFunctionArgs) => api(context).health();

export const action = () =>
  Response.json(
    { error: { code: "METHOD_NOT_ALLOWED", message: "METHOD_NOT_ALLOWED", params: {} } },
    { status: 405, headers: { allow: "GET, HEAD", "cache-control": "no-store" } },
  );
