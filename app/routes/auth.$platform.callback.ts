import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** `GET /auth/:platform/callback`: back from the network, with an answer or without. */
export const loader = ({ request, params, context }: LoaderFunctionArgs) =>
  api(context).oauthCallback(params.platform ?? "", request);
