import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

const handle = ({ request, context }: LoaderFunctionArgs | ActionFunctionArgs) => api(context).auth(request);

export const loader = handle;
export const action = handle;
