import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { EffectResult, RevocationNotice } from "#server/webhooks/effects.ts";
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
  finishConnect(userId: string, platform: string, query: URLSearchParams): Promise<ConnectResult>;
  /** A network told us that the person took our access away. Never undoes a login that came after it. */
  connectionRevoked(tx: Tx, notice: RevocationNotice): Promise<EffectResult>;
}

export interface ConnectResult {
  /** Path of ours to go on at. */
  returnTo: string;
  /** Ids of the connections that stand now. */
  connected: string[];
  /** i18n key under `errors` and the values of its text. */
  error?: { message: string; params: Record<string, string> };
}
