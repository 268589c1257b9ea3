import type { PlatformAccount, Tokens } from "./platform.ts";

/** One field of the form that takes the place of a login page. */
export interface ConnectField {
  /** Its id; an i18n key under `platforms:<id>.connect.field`. */
  name: string;
  /** Never shown again, stored sealed. */
  secret: boolean;
  /** May be left empty. */
  optional: boolean;
}

/** Accounts we do not send for: whatever is due becomes a task for a person. */
export interface AssistedFlavor {
  /** Where that person goes. */
  openUrl: string;
  /** What a composer offers for options whose values are the account's. */
  options: Record<string, string[]>;
}

export interface ConnectFlavor {
  id: string;
  fields: readonly ConnectField[];
  assisted?: AssistedFlavor;
}

export interface ConnectInput {
  flavor: string;
  values: Readonly<Record<string, string>>;
}

/** An account that was found; `unusable` says why it cannot be connected now, a key under `errors`. */
export type FoundAccount = PlatformAccount & { unusable?: string };

export interface Connected {
  /** None for accounts we do not send for. */
  tokens?: Tokens;
  accounts: FoundAccount[];
  /** The installation's own credentials open these accounts, not the person's: only who runs it may connect them. */
  sharedCredentials?: boolean;
}

/** Connecting without a login page: with a key, or with a name alone. */
export interface ConnectCapability {
  flavors: readonly ConnectFlavor[];
  /** Reads the accounts these values open. Throws VALIDATION_ERROR for wrong values, with a text that says which. */
  connect(input: ConnectInput): Promise<Connected>;
}

/** How this connection is assisted; undefined for one we send for. */
export const assistedBy = (
  platform: { connect?: ConnectCapability | undefined } | undefined,
  flavor: string,
): AssistedFlavor | undefined => platform?.connect?.flavors.find(({ id }) => id === flavor)?.assisted;
