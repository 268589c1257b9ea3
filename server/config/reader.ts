import { type Env, type Finding, finding, isGiven, readVariable } from "./environment.ts";
import type { VariableName, VariableValue } from "./variables.ts";

/** Reads variables and gathers everything there is to complain about, so that all of it is told at once. */
export class Reader {
  readonly problems: Finding[] = [];
  readonly notices: Finding[] = [];
  readonly #env: Env;
  readonly #seen = new Set<VariableName>();

  constructor(env: Env) {
    this.#env = env;
  }

  /** The value, or undefined when it is absent or wrong; wrong ones are remembered once. */
  get<N extends VariableName>(name: N): VariableValue<N> | undefined {
    const reading = readVariable(this.#env, name);
    if (!this.#seen.has(name)) {
      this.#seen.add(name);
      this.notices.push(...reading.notices);
      if (reading.problem) this.problems.push(reading.problem);
    }
    return reading.value;
  }

  /** The name was given a text, whether or not it passed. */
  has(name: VariableName): boolean {
    return readVariable(this.#env, name).from !== undefined;
  }

  /** The name, or one of its aliases, was given an empty text and none a real one. */
  isBlank(name: VariableName): boolean {
    return !this.has(name) && isGiven(this.#env, name);
  }

  complain(name: VariableName, what: string): void {
    this.problems.push(finding(name, what));
  }

  notice(name: VariableName, line: string): void {
    this.notices.push({ name, line: `${name}: ${line}` });
  }

  /** Values that only work together: all of them, or undefined; half of them is a problem per missing one. */
  together<const N extends readonly VariableName[]>(
    ...names: N
  ): { [K in N[number]]: VariableValue<K> } | undefined {
    const present = names.filter((name) => this.has(name));
    const values = names.map((name) => [name, this.get(name)] as const);
    if (present.length === 0) return undefined;
    for (const name of names)
      if (!this.has(name)) this.complain(name, `is missing, because ${present.join(" and ")} is set`);
    if (values.some(([, value]) => value === undefined)) return undefined;
    return Object.fromEntries(values) as { [K in N[number]]: VariableValue<K> };
  }
}
