import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** The address older set-ups gave the partner: the same receiver as `/api/webhooks/onlyfans`. */
const receive = (args: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(args.context).webhook("onlyfans", incoming(args));

export { receive as action, receive as loader };
