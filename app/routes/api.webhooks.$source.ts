import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** What providers tell us: POST deliveries, GET challenges. */
const receive = ({ params, request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).webhook(params.source ?? "", request);

export { receive as action, receive as loader };
