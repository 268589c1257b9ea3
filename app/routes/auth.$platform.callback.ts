import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /auth/:platform/callback`: back from the network, with an answer or without; anything but GET is refused there. */
const handle = ({ request, params, context }: LoaderFunctionArgs | ActionFunctionArgs) =>
  api(context).oauthCallback(params.platform ?? "", request);

export const loader = handle;
export const action = handle;
