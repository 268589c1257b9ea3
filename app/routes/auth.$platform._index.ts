import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /auth/:platform`: off to the network's own sign-in. */
export const loader = ({ request, params, context }: LoaderFunctionArgs) =>
  api(context).oauthStart(params.platform ?? "", request);
