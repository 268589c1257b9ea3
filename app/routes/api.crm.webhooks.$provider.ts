import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** What a CRM tells us; one that is not known here is 404. */
const receive = (args: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(args.context).webhook(`crm:${args.params.provider ?? ""}`, incoming(args));

export { receive as action, receive as loader };
