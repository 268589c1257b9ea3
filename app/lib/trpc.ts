import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import superjson from "superjson";
import type { AppRouter } from "#server/trpc/app-router.ts";
import { clientErrorOf } from "./client-error.ts";
import { paths } from "./paths.ts";

/** `const trpc = useTRPC(); useQuery(trpc.posts.get.queryOptions({ postId }))`; the client is for deeds in several calls. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const URL_PATH = "/api/trpc";

/** Calls travel in one batch per tick, answers stream back; subscriptions are server-sent events. */
export const createTrpcClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: URL_PATH, transformer: superjson }),
        false: httpBatchStreamLink({ url: URL_PATH, transformer: superjson }),
      }),
    ],
  });

/** Refusals are final; only a call that never got an answer, or met a fault of ours, is asked again. */
function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  const status = error instanceof TRPCClientError ? error.data?.httpStatus : undefined;
  return typeof status !== "number" || status >= 500;
}

/** The session ended elsewhere: sign in and come back to this very page. */
function signInAgain(error: unknown): void {
  if (clientErrorOf(error).code !== "UNAUTHORIZED" || typeof window === "undefined") return;
  window.location.assign(paths.signIn(window.location.pathname + window.location.search));
}

export const createQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    mutationCache: new MutationCache({ onError: signInAgain }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRetrying },
      // A deed without a connection fails and says so, instead of waiting unseen for a better day.
      mutations: { networkMode: "always" },
    },
  });
