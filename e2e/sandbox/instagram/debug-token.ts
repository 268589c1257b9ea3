import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { graphError, invalidParameter } from "../meta/graph-error.ts";
import type { InstagramState } from "./state.ts";
import { isLive } from "./tokens.ts";

/** `GET /debug_token`, asked with the app's own credentials. */
export async function debugToken(kit: Kit, state: InstagramState, call: Call): Promise<Answer> {
  const params = await readParams(call, () => invalidParameter("The request body could not be parsed"));
  const client = kit.clients["facebook-login"];
  if (params.get("access_token") !== `${client?.clientId}|${client?.clientSecret}`) {
    throw graphError({ code: 190, message: "Invalid OAuth access token signature." });
  }
  const token = state.tokens.get(params.get("input_token") ?? "");
  if (!token) return { status: 200, json: { data: { is_valid: false, scopes: [] } } };
  return {
    status: 200,
    json: {
      data: {
        app_id: token.clientId,
        type: token.kind === "page" ? "PAGE" : "USER",
        application: "Huntaze",
        is_valid: isLive(kit, token),
        issued_at: Math.floor(token.issuedAt / 1000),
        expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000),
        data_access_expires_at: Math.floor(token.issuedAt / 1000) + 90 * 86_400,
        scopes: token.scopes,
        user_id: token.holder,
      },
    },
  };
}
