import * as registered from "#server/platforms/registry.ts";
import type { OwnVariables } from "#server/platforms/setup.ts";

type Registered = (typeof registered)[keyof typeof registered];
type AllOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends (each: infer All) => void
  ? All
  : never;
type Rows = AllOf<Registered["setup"]["variables"]>;

/** The variables of every registered network, as the setups in their folders describe them. */
export const platformVariables = Object.fromEntries(
  Object.values<{ id: string; setup: { variables: OwnVariables } }>(registered).flatMap(({ id, setup }) =>
    Object.entries(setup.variables).map(([name, variable]) => [name, { ...variable, service: id }]),
  ),
) as { [Name in keyof Rows]: Rows[Name] & { service: string } };
