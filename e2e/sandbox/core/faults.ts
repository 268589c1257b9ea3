import { randomHex } from "./ids.ts";

export type Fault =
  /** Answers so, and does nothing. */
  | { kind: "status"; status: number; body?: unknown; headers?: Record<string, string> }
  /** Waits, then behaves. */
  | { kind: "delay"; ms: number }
  /** Closes the connection before anything is applied. */
  | { kind: "drop" }
  /** Does everything, then closes the connection without a byte of answer. */
  | { kind: "apply-then-drop" }
  /** Does everything, then answers with another status and the network's error body. */
  | { kind: "apply-then-status"; status: number }
  /** Takes the request and neither acts nor answers. */
  | { kind: "hang" };

export interface FaultRule {
  id: string;
  network: string;
  operation: string;
  /** How many more requests it will meet. */
  times: number;
  fault: Fault;
}

export interface Faults {
  add(rule: Omit<FaultRule, "id">): FaultRule;
  /** The fault the next request of this operation meets, counted down. Oldest rule first. */
  take(network: string, operation: string): Fault | undefined;
  list(): FaultRule[];
  clear(): void;
}

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  return {
    add(rule) {
      const added = { id: randomHex(6), ...rule };
      rules.push(added);
      return added;
    },
    take(network, operation) {
      const rule = rules.find(
        (candidate) => candidate.network === network && candidate.operation === operation,
      );
      if (!rule) return undefined;
      rule.times -= 1;
      rules = rules.filter((candidate) => candidate.times > 0);
      return rule.fault;
    },
    list: () => rules.map((rule) => ({ ...rule })),
    clear() {
      rules = [];
    },
  };
}
