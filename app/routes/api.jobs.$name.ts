import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api, incoming } from "#app/lib/api.server.ts";

/** Every queue and cron delivery. */
const deliver = (args: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(args.context).deliverJob(args.params.name ?? "", incoming(args));

export { deliver as action, deliver as loader };
