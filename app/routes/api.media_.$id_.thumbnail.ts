import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /api/media/:id/thumbnail`: a small JPEG, for members of the workspace. */
export const loader = ({ request, params, context }: LoaderFunctionArgs) =>
  api(context).serveMedia(params.id ?? "", "thumbnail", request);
export const action = ({ request, params, context }: ActionFunctionArgs) =>
  api(context).serveMedia(params.id ?? "", "thumbnail", request);
