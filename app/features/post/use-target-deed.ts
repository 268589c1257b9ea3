import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { nextAllowed } from "#app/lib/next-allowed.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { useToasts } from "#app/ui/toasts.tsx";

/**
 * What follows a deed on one account's part: the page is asked anew; what goes wrong is said. `at`: does it at another
 * time; where a full quota refuses it, the next time that is allowed is offered.
 */
export function useTargetDeed(done?: () => void, at?: (time: Date) => void) {
  const { t } = useTranslation("composer");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const times = useTimes();
  return {
    onSuccess: async () => {
      done?.();
      await queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
    },
    onError: (error: unknown) => {
      const next = nextAllowed(error);
      const offer =
        at && next
          ? { label: t("quota.use", { time: times.dateTime(next) }), act: () => at(next) }
          : undefined;
      toasts.failed(error, undefined, offer);
    },
  };
}
