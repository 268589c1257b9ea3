import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** What providers tell us: POST deliveries, GET challenges. */
const receive = (args: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(args.context).webhook(args.params.source ?? "", incoming(args));

export { receive as action, receive as loader };
