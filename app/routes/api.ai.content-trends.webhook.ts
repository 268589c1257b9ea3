import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** Apify tells how its runs ended. */
const receive = (args: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(args.context).webhook("apify", incoming(args));

export { receive as action, receive as loader };
