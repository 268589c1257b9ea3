import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

export const loader = ({ context }: LoaderFunctionArgs) => api(context).health();
