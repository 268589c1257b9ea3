/** Calls every run makes before its first step. */
const OPENING_CALLS = ["session", "media"];

const around = (kind: "call" | "commit", name: string): string[] => [
  `publish:before:${kind}:${name}`,
  `publish:after:${kind}:${name}`,
];

/**
 * The fault points an undisturbed publication passes, in order of first passing, given the names of its platform's
 * steps; `commitSteps` are those that cannot be taken back.
 */
export function faultPointNames(steps: readonly string[], commitSteps: string | readonly string[]): string[] {
  const commits = typeof commitSteps === "string" ? [commitSteps] : commitSteps;
  return [
    ...around("commit", "claim"),
    ...OPENING_CALLS.flatMap((name) => around("call", name)),
    ...steps.flatMap((step) => [
      ...(commits.includes(step) ? around("commit", "arm") : []),
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
  ...["wait", "park", "fail", "pause", "done", "hold"].flatMap((name) => around("commit", name)),
];
