import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { WebhookDetail } from "#app/features/operations/webhook-detail.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { eventIdInput } from "#server/features/operations/schema.ts";

export const meta = pageMeta("operations:tab.webhooks");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const input = eventIdInput.safeParse({ eventId: params.id });
  if (!input.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  return answered(caller.operations.webhooks.get(input.data));
}

export default function Webhook() {
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data } = useQuery({
    ...trpc.operations.webhooks.get.queryOptions({ eventId: loaded.id }),
    initialData: loaded,
  });
  return <WebhookDetail event={data} />;
}
