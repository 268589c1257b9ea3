import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import { codeRefused, isAnswer } from "../meta-graph.ts";
import type { OAuthCapability, PlatformAccount, PlatformDeps, ScopeRule } from "../platform.ts";
import { createGraph, type Graph, type Params, THREADS_LOGIN } from "./graph.ts";
import { longLivedToken, threadsClient } from "./tokens.ts";

export const REPLIES_SCOPE = "threads_manage_replies";
export const READ_REPLIES_SCOPE = "threads_read_replies";
export const DELETE_SCOPE = "threads_delete";

/** https://developers.facebook.com/documentation/threads/get-started (permissions) */
const SCOPES: readonly ScopeRule[] = [
  { scope: "threads_basic", required: true, for: "identity" },
  { scope: "threads_content_publish", required: true, for: "publish" },
  // Chains: every part after the first is a reply, and is found again among the replies.
  { scope: REPLIES_SCOPE, required: false, for: "comments" },
  { scope: READ_REPLIES_SCOPE, required: false, for: "comments" },
  { scope: DELETE_SCOPE, required: false, for: "publish" },
];

type Exchange = Parameters<OAuthCapability["exchange"]>[0];
type Granted = Awaited<ReturnType<OAuthCapability["exchange"]>>;

/** Login with Threads. It documents no way to revoke: the person removes the app in the settings of Threads. */
export function threadsOAuth(deps: PlatformDeps): OAuthCapability {
  const graph = createGraph(deps);
  return {
    flavors: [{ id: THREADS_LOGIN, scopes: SCOPES }],
    pkce: "none",
    authorizeUrl: ({ state, redirectUri }) => {
      const query = new URLSearchParams({
        client_id: threadsClient(deps).clientId,
        redirect_uri: redirectUri,
        scope: SCOPES.map(({ scope }) => scope).join(","),
        response_type: "code",
        state,
      });
      return `${deps.urls.wwwThreads}/oauth/authorize?${query}`;
    },
    exchange: (input) => exchange(deps, graph, input),
    revoke: async () => false,
  };
}

const shortLived = z.object({ access_token: z.string(), user_id: remoteId });
const profile = z.object({
  id: remoteId,
  username: z.string(),
  name: z.string().nullish(),
  threads_profile_picture_url: z.string().nullish(),
});

/** code → token for an hour → token for sixty days → what was granted → whose it is. */
async function exchange(deps: PlatformDeps, graph: Graph, input: Exchange): Promise<Granted> {
  const { clientId, clientSecret } = threadsClient(deps);
  const response = await deps.http.fetch({
    service: "threads",
    operation: "exchange",
    method: "POST",
    url: `${deps.urls.graphThreads}/oauth/access_token`,
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "authorization_code",
      redirect_uri: input.redirectUri,
      // Threads appends `#_` to the redirect; clients that keep the fragment hand it over as part of the code.
      code: input.code.replace(/#_$/, ""),
    }),
    accept: isAnswer,
  });
  if (response.status >= 400) throw codeRefused("threads", response);
  const short = readAnswer(shortLived, response.json(), "threads", "exchange");
  const tokens = await longLivedToken(deps, graph, short.access_token);
  const [scopes, account] = await Promise.all([
    grantedScopes(graph, tokens.accessToken),
    accountBehind(graph, tokens.accessToken),
  ]);
  return { tokens: { ...tokens, scopes }, accounts: [account] };
}

async function accountBehind(graph: Graph, accessToken: string): Promise<PlatformAccount> {
  const fields = "id,username,name,threads_profile_picture_url";
  const me = readAnswer(profile, await graph.read("me", { accessToken }, "me", { fields }), "threads", "me");
  return {
    externalId: me.id,
    handle: me.username,
    displayName: me.name || me.username,
    meta: {},
    ...(me.threads_profile_picture_url ? { avatarUrl: me.threads_profile_picture_url } : {}),
  };
}

const tokenFacts = z.object({ data: z.object({ scopes: z.array(z.string()) }) });

/**
 * What the person really granted. `debug_token` says it; its page asks for the token of a tester of the app, so a refusal
 * there does not end a login: then the calls that document the permission they need tell which ones there are.
 * https://developers.facebook.com/documentation/threads/troubleshooting/debug-access-token
 */
async function grantedScopes(graph: Graph, accessToken: string): Promise<string[]> {
  const debugged = await unlessRefused(
    graph.read("debug_token", { accessToken }, "debug_token", { input_token: accessToken }),
  );
  if (debugged !== undefined) return readAnswer(tokenFacts, debugged, "threads", "debug_token").data.scopes;
  const answers = await Promise.all(
    PROBES.map(async ([scope, path, params]) => {
      const answer = await unlessRefused(graph.read("probe_scope", { accessToken }, path, params));
      return answer === undefined ? [] : [scope];
    }),
  );
  return ["threads_basic", ...answers.flat()];
}

/** https://developers.facebook.com/documentation/threads/overview (rate limiting: the permission each figure needs) */
const PROBES: readonly [scope: string, path: string, params: Params][] = [
  ["threads_content_publish", "me/threads_publishing_limit", { fields: "quota_usage" }],
  [REPLIES_SCOPE, "me/threads_publishing_limit", { fields: "reply_quota_usage" }],
  [READ_REPLIES_SCOPE, "me/replies", { fields: "id", limit: "1" }],
  [DELETE_SCOPE, "me/threads_publishing_limit", { fields: "delete_quota_usage" }],
];

/** Undefined where Threads refuses the question; everything else still fails. */
async function unlessRefused(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (isAppError(error) && !error.retryable && error.code !== "NEEDS_RECONNECT") return undefined;
    throw error;
  }
}
