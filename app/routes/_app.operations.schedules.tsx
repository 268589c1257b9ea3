import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { ScheduleList } from "#app/features/operations/schedule-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";

export const meta = pageMeta("operations:tab.schedules");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return { schedules: await answered(caller.operations.schedules.list()) };
}

export default function Schedules() {
  const trpc = useTRPC();
  const { schedules } = useLoaderData<typeof loader>();
  const { data } = useQuery({ ...trpc.operations.schedules.list.queryOptions(), initialData: schedules });
  return <ScheduleList schedules={data} />;
}
