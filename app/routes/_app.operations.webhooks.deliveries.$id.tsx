import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { DeliveryDetail } from "#app/features/operations/delivery-detail.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { deliveryIdInput } from "#server/features/operations/schema.ts";

export const meta = pageMeta("operations:fact.delivery");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const input = deliveryIdInput.safeParse({ deliveryId: params.id });
  if (!input.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  return answered(caller.operations.deliveries.get(input.data));
}

export default function Delivery() {
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data } = useQuery({
    ...trpc.operations.deliveries.get.queryOptions({ deliveryId: loaded.id }),
    initialData: loaded,
  });
  return <DeliveryDetail delivery={data} />;
}
