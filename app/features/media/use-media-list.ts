import { useInfiniteQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import type { MediaOutput, mediaListOutput } from "#server/features/media/schema.ts";

export type MediaFilter = "all" | "image" | "video";
export const mediaFilters = ["all", "image", "video"] as const satisfies readonly MediaFilter[];

export const mediaListQuery = (filter: MediaFilter) => ({
  limit: 40,
  ...(filter === "all" ? {} : { kind: filter }),
});

/** The library, newest first, page after page. `initial` is what the page's loader brought along. */
export function useMediaList(
  filter: MediaFilter,
  options: { initial?: z.infer<typeof mediaListOutput>; enabled?: boolean } = {},
) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.media.list.infiniteQueryOptions(mediaListQuery(filter), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      enabled: options.enabled ?? true,
      ...(options.initial ? { initialData: { pages: [options.initial], pageParams: [null] } } : {}),
    }),
  );
  const items: MediaOutput[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  return { list, items };
}
