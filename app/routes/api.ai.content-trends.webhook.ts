import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** Apify tells how its runs ended. */
const receive = ({ request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).webhook("apify", request);

export { receive as action, receive as loader };
