import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { z } from "zod";
import { SeriesPage } from "#app/features/series/series-page.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";

export const handle = { i18n: ["series", "common"] };
export const meta = pageMeta("series:title");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const id = z.uuid().safeParse(params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  return answered(caller.series.get({ seriesId: id.data }));
}

export default function OneSeries() {
  return <SeriesPage loaded={useLoaderData<typeof loader>()} />;
}
