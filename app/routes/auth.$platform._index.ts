import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /auth/:platform`: off to the network's own sign-in; anything but GET is refused there. */
const handle = ({ request, params, context }: LoaderFunctionArgs | ActionFunctionArgs) =>
  api(context).oauthStart(params.platform ?? "", request);

export const loader = handle;
export const action = handle;
