import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /media/*` with a signature: where platforms fetch files from. */
export const loader = ({ request, context }: LoaderFunctionArgs) => api(context).servePublicMedia(request);
export const action = ({ request, context }: ActionFunctionArgs) => api(context).servePublicMedia(request);
