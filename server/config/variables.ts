import type { z } from "zod";
import type { Variable } from "./variable.ts";
import { aiVariables } from "./variables/ai.ts";
import { cloudVariables } from "./variables/cloud.ts";
import { foundationVariables } from "./variables/foundation.ts";
import { outsideVariables } from "./variables/outside.ts";
import { platformVariables } from "./variables/platforms.ts";

/**
 * Every variable this house knows, described once. Doctor, the Services page, `.env.example` and the README's table
 * are made from it. A variable is judged when the thing it belongs to is used, not before.
 */
export const variables = {
  ...foundationVariables,
  ...outsideVariables,
  ...platformVariables,
  ...cloudVariables,
  ...aiVariables,
} as const;

export type VariableName = keyof typeof variables;
export type VariableValue<N extends VariableName> = z.output<(typeof variables)[N]["schema"]>;

export type NamedVariable = Variable & { name: VariableName };

/** The table as a list, in the order it is written down. */
export const variableList: readonly NamedVariable[] = (Object.keys(variables) as VariableName[]).map(
  (name) => ({
    ...variables[name],
    name,
  }),
);

/** The variables a service reads, its own and shared ones. */
export const variablesOf = (service: string): NamedVariable[] =>
  variableList.filter(
    ({ service: own, alsoFor }: Variable) => own === service || alsoFor?.some((other) => other === service),
  );
