import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/lib/trpc.ts";
import type { FreeSlot } from "#server/features/slots/schema.ts";
import type { ComposerState } from "./use-composer.ts";

export interface NextSlot {
  /** The first slot that is free for all chosen accounts. */
  slot: FreeSlot | null;
  /** Why there is none; null while it is not known yet, or nothing is chosen. */
  why: "none" | "full" | null;
}

/** Asked anew whenever the accounts change, and with every change to anybody's posts. */
export function useNextSlot({ draft, autosave, locked }: ComposerState): NextSlot {
  const trpc = useTRPC();
  const connectionIds = draft.targets.map(({ connectionId }) => connectionId).sort();
  const { postId } = autosave.saved;
  const wanted = connectionIds.length > 0 && !locked && draft.repeat === null;
  const { data } = useQuery({
    ...trpc.slots.next.queryOptions({ connectionIds, postId, after: null }),
    enabled: wanted,
    staleTime: 20_000,
    placeholderData: keepPreviousData,
  });
  return wanted && data ? data : { slot: null, why: null };
}
