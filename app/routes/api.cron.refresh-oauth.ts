import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

/** A calendar outside starts the renewal of tokens that are due. */
const refresh = ({ request, context }: ActionFunctionArgs | LoaderFunctionArgs): Promise<Response> =>
  api(context).refreshTokens(request);

export { refresh as action, refresh as loader };
