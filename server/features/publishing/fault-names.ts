/** Calls every run makes before its first step. */
const OPENING_CALLS = ["session", "media"];

const around = (kind: "call" | "commit", name: string): string[] => [
  `publish:before:${kind}:${name}`,
  `publish:after:${kind}:${name}`,
];

/**
 * The fault points an undisturbed publication passes, in order of first passing, given the names of its platform's
 * steps; the commit step is the one to name in `commitStep`.
 */
export function faultPointNames(steps: readonly string[], commitStep: string): string[] {
  return [
    ...around("commit", "claim"),
    ...OPENING_CALLS.flatMap((name) => around("call", name)),
    ...steps.flatMap((step) => [
      ...(step === commitStep ? around("commit", "arm") : []),
      ...around("call", step),
      ...around("commit", step),
    ]),
  ];
}

/** Those passed only after something went wrong: a lost answer, a refused token, an outage, a refusal. */
export const recoveryFaultPointNames: readonly string[] = [
  ...around("call", "reconcile"),
  ...around("commit", "reconcile"),
  ...around("call", "renew"),
  ...["wait", "park", "fail", "pause", "done"].flatMap((name) => around("commit", name)),
];
