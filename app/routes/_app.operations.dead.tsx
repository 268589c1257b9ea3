import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { DeadList } from "#app/features/operations/dead-list.tsx";
import classes from "#app/features/operations/operations.module.css";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";

export const meta = pageMeta("operations:tab.dead");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return answered(caller.operations.jobs.dead());
}

export default function DeadLetters() {
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data } = useQuery({ ...trpc.operations.jobs.dead.queryOptions(), initialData: loaded });
  return (
    <div className={classes.stack}>
      <DeadList groups={data.groups} more={data.more} />
    </div>
  );
}
