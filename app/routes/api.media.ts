import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `POST /api/media?name=…`: one file, its bytes as the body. Anything else is refused there. */
export const action = ({ request, context }: ActionFunctionArgs) => api(context).uploadMedia(request);
export const loader = ({ request, context }: LoaderFunctionArgs) => api(context).uploadMedia(request);
