import type { SettingsPatch } from "#e2e/sandbox/control/schema.ts";
import type { MediaOutput, TargetInput } from "#e2e/support/api-client.ts";

export interface Library {
  image: MediaOutput;
  square: MediaOutput;
  video: MediaOutput;
}

/** A call that cannot be taken back: the step of the plan, and the sandbox's name of the request, for faults. */
export interface Commit {
  step: string;
  operation: string;
}

/** One way of posting on a network, and what lies on its way. */
export interface Shape {
  name: string;
  media(library: Library): MediaOutput[];
  /**
   * The target, its own words included. `mark` is written once per piece that becomes public, as `mark(1)`, `mark(2)`:
   * by these the network's ledger is held against what the product says.
   */
  target(connectionId: string, mark: (piece: number) => string): TargetInput;
  /** Steps of its plan, in order; a name twice is a step taken twice. */
  steps: readonly string[];
  commits: readonly Commit[];
  /** Set where the answer of this commit, once lost, can never be found out: then unconfirmed is the honest end. */
  cannotProve?: true;
}

/** A network under chaos. Another one is another file beside this one. */
export interface ChaosNetwork {
  id: string;
  flavor: string;
  /** Accounts of the sandbox, used in turn. */
  accounts: readonly string[];
  /** `key`: connected by a form, with the installation's own key. A login page when left out. */
  connectedBy?: "key";
  /** Without limits that would only slow the run down. */
  settings: Omit<SettingsPatch, "network">;
  shapes: readonly Shape[];
  /** Requests without an effect that may be disturbed too. */
  reads: readonly string[];
}
