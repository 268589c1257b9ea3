import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { JobDetail } from "#app/features/operations/job-detail.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { jobIdInput } from "#server/features/operations/schema.ts";

export const meta = pageMeta("operations:tab.jobs");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const input = jobIdInput.safeParse({ jobId: params.id });
  if (!input.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  return answered(caller.operations.jobs.get(input.data));
}

export default function Job() {
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data } = useQuery({
    ...trpc.operations.jobs.get.queryOptions({ jobId: loaded.id }),
    initialData: loaded,
  });
  return <JobDetail job={data} />;
}
