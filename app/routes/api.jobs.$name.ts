import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** Every queue and cron delivery. */
const deliver = ({ params, request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).deliverJob(params.name ?? "", request);

export { deliver as action, deliver as loader };
