import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** What a CRM tells us; one that is not known here is 404. */
const receive = ({ params, request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).webhook(`crm:${params.provider ?? ""}`, request);

export { receive as action, receive as loader };
