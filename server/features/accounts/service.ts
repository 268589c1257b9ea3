import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type {
  ConnectionOutput,
  composeOptionsOutput,
  connectableOutput,
  connectionDetailOutput,
} from "./schema.ts";

export interface AccountsService {
  connectable(): z.infer<typeof connectableOutput>[];
  list(actor: Actor): Promise<ConnectionOutput[]>;
  get(actor: Actor, connectionId: string): Promise<z.infer<typeof connectionDetailOutput>>;
  composeOptions(actor: Actor, connectionId: string): Promise<z.infer<typeof composeOptionsOutput>>;
  /** Revokes at the platform where it can, forgets the tokens, keeps the history. */
  disconnect(actor: Actor, connectionId: string): Promise<void>;
  /** Starts a login: writes the state row and returns the platform's consent address. */
  startConnect(
    actor: Actor,
    input: { platform: string; flavor?: string; returnTo?: string },
  ): Promise<{ authorizeUrl: string }>;
  /** Finishes a login from the callback's query. Never throws for what a person did: returns where to go and what to say. */
  finishConnect(
    userId: string,
    platform: string,
    query: URLSearchParams,
  ): Promise<{ returnTo: string; connected: string[]; error?: { message: string; params: Record<string, string> } }>;
}
