import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** A calendar outside has due webhook work done. */
const work = ({ request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).webhookWorker(request);

export { work as action, work as loader };
