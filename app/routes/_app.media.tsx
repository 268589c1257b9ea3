import { type ShouldRevalidateFunctionArgs, useLoaderData, useSearchParams } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { MediaLibrary } from "#app/features/media/media-library.tsx";
import { UploadButton } from "#app/features/media/media-uploader.tsx";
import { type MediaFilter, mediaFilters, mediaListQuery } from "#app/features/media/use-media-list.ts";
import { libraryQueue } from "#app/features/media/use-upload-queue.ts";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useMay } from "#app/lib/session.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const meta = pageMeta("media:title");

const readFilter = (params: URLSearchParams): MediaFilter =>
  mediaFilters.find((filter) => filter === params.get("kind")) ?? "all";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const filter = readFilter(new URL(request.url).searchParams);
  const caller = await api(context).caller(request);
  return { filter, page: await answered(caller.media.list(mediaListQuery(filter))) };
}

/** Another filter asks the API directly; the page itself stays. */
export function shouldRevalidate({
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) {
  const onlyFilter = currentUrl.pathname === nextUrl.pathname && currentUrl.search !== nextUrl.search;
  return onlyFilter ? false : defaultShouldRevalidate;
}

export default function Media() {
  const { t } = useTranslation("media");
  const loaded = useLoaderData<typeof loader>();
  const [params, setParams] = useSearchParams();
  const mayUpload = useMay("editor");
  const filter = readFilter(params);
  return (
    <Page>
      <PageHead
        title={t("title")}
        lead={t(mayUpload ? "lead" : "leadViewer")}
        action={
          mayUpload ? (
            <UploadButton onFiles={(files) => libraryQueue.add(files)}>{t("upload")}</UploadButton>
          ) : null
        }
      />
      <MediaLibrary
        key={filter}
        filter={filter}
        onFilter={(next) => setParams(next === "all" ? {} : { kind: next }, { replace: true })}
        {...(loaded.filter === filter ? { initial: loaded.page } : {})}
      />
    </Page>
  );
}
