import type { Kit } from "../core/network.ts";
import type { Call } from "../core/operation.ts";
import type { InstagramState, Token } from "./state.ts";

/** One Graph call whose token was found alive. */
export interface Read {
  kit: Kit;
  state: InstagramState;
  token: Token;
  call: Call;
  params: Map<string, string>;
}
