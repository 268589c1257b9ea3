import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** The address older set-ups gave the partner: the same receiver as `/api/webhooks/onlyfans`. */
const receive = ({ request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).webhook("onlyfans", request);

export { receive as action, receive as loader };
