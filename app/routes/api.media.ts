import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** `POST /api/media?name=…`: one file, its bytes as the body. Anything else is refused there. */
export const action = (args: ActionFunctionArgs) => api(args.context).uploadMedia(incoming(args));
export const loader = (args: LoaderFunctionArgs) => api(args.context).uploadMedia(incoming(args));
