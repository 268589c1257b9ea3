import type { Variable } from "./variable.ts";
import { type VariableName, type VariableValue, variables } from "./variables.ts";

export type Env = Readonly<Record<string, string | undefined>>;

export interface Finding {
  /** The variable it is about, by its canonical name. */
  name: VariableName;
  /** One finished line: the name, what is wrong, an example. Never a secret. */
  line: string;
}

export interface Reading<T = unknown> {
  /** Set when the text was there and passed. */
  value?: T;
  /** The name it was found under. */
  from?: string;
  problem?: Finding;
  notices: Finding[];
}

/** An empty value counts as absent: that is how `.env` files leave things out. */
const textOf = (env: Env, name: string): string | undefined => env[name]?.trim() || undefined;

/** The name or an alias is there, be it with an empty text. */
export const isGiven = (env: Env, name: VariableName): boolean =>
  [name, ...((variables[name] as Variable).aliases ?? [])].some((each) => env[each] !== undefined);

/** Reads one variable by its name or the first alias that is set, and says what was odd about it. */
export function readVariable<N extends VariableName>(env: Env, name: N): Reading<VariableValue<N>> {
  const variable: Variable = variables[name];
  const set = [name, ...(variable.aliases ?? [])].filter((each) => textOf(env, each) !== undefined);
  const [from] = set;
  if (from === undefined) return { notices: [] };
  const notices = aliasNotices(env, name, from, set);
  const result = variable.schema.safeParse(textOf(env, from));
  if (result.success) return { value: result.data as VariableValue<N>, from, notices };
  const why = result.error.issues[0]?.message ?? "is not valid";
  return { from, notices, problem: finding(name, why, from) };
}

/** `NAME: what is wrong, for example NAME=value`, naming the alias where the value came from one. */
export function finding(name: VariableName, what: string, from: string = name): Finding {
  const said = from === name ? name : `${from} (read as ${name})`;
  return { name, line: `${said}: ${what}, for example ${from}=${variables[name].example}` };
}

function aliasNotices(env: Env, name: VariableName, from: string, set: string[]): Finding[] {
  const used = from === name ? [] : [{ name, line: `${from} is read as ${name}; please rename it` }];
  const ignored = set
    .filter((other) => other !== from && textOf(env, other) !== textOf(env, from))
    .map((other) => ({ name, line: `${other} is ignored, because ${from} is set to something else` }));
  return [...used, ...ignored];
}
