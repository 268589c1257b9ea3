import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** What is connected, as the database has it. */
const status = ({ request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).platformStatus(request);

export { status as action, status as loader };
