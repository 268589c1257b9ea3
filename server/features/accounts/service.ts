import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { AudiencePage, Chat, Fan } from "#server/platforms/audience.ts";
import type { PublishContent, RequirementIssue, RequirementsDraft } from "#server/platforms/platform.ts";
import type { EffectResult, RevocationNotice } from "#server/webhooks/effects.ts";
import type { KeyActor, KeyInput, OfferedAccount } from "./connect-with-key.ts";
import type {
  ConnectionOutput,
  composeOptionsOutput,
  connectableOutput,
  connectionDetailOutput,
  rotationListInput,
  rotationListOutput,
} from "./schema.ts";

/** Everything of a draft that a place would refuse. Pure. */
export type DemandsJudge = (draft: RequirementsDraft) => RequirementIssue[];

export interface AccountsService {
  connectable(): z.infer<typeof connectableOutput>[];
  list(actor: Actor): Promise<ConnectionOutput[]>;
  get(actor: Actor, connectionId: string): Promise<z.infer<typeof connectionDetailOutput>>;
  /** The journal of its login, the newest first. */
  rotations(
    actor: Actor,
    input: z.infer<typeof rotationListInput>,
  ): Promise<z.infer<typeof rotationListOutput>>;
  /** `chosen` holds what some of the account's values depend on. */
  composeOptions(
    actor: Actor,
    connectionId: string,
    chosen?: PublishContent["options"],
  ): Promise<z.infer<typeof composeOptionsOutput>>;
  /**
   * The judge of the place these options lead to (a subreddit with rules of its own); undefined where they lead to none.
   * What the place demands is asked of the network, and kept for minutes.
   */
  demands(
    actor: Actor,
    connectionId: string,
    options: PublishContent["options"],
  ): Promise<DemandsJudge | undefined>;
  /** The accounts that a key, or a name, opens at a network without a login page. */
  findAccounts(actor: KeyActor, input: KeyInput): Promise<OfferedAccount[]>;
  /** Connects one of them. */
  connectAccount(
    actor: KeyActor,
    input: KeyInput & { externalId: string },
  ): Promise<{ connectionId: string }>;
  /** The people behind an account, where the network tells of them. */
  fans(
    actor: Actor,
    input: { connectionId: string; cursor?: string | undefined },
  ): Promise<AudiencePage<Fan>>;
  chats(
    actor: Actor,
    input: { connectionId: string; cursor?: string | undefined },
  ): Promise<AudiencePage<Chat>>;
  /** What is left to call the network with, where calls are paid for. */
  credits(actor: Actor, connectionId: string): Promise<{ balance: number } | null>;
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
  /** One of them is connected in another workspace as well. */
  elsewhere: boolean;
  /** i18n key under `errors` and the values of its text. */
  error?: { message: string; params: Record<string, string> };
}
