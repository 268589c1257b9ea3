import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import { codeRefused, isAnswer } from "../meta-graph.ts";
import type {
  OAuthCapability,
  PlatformAccount,
  PlatformDeps,
  PlatformSession,
  ScopeRule,
  Tokens,
} from "../platform.ts";
import { COMMENT_SCOPES } from "./first-comment.ts";
import { createGraph, FACEBOOK_LOGIN, GRAPH_VERSION, type Graph, INSTAGRAM_LOGIN } from "./graph.ts";
import { clientFor, instagramSession, longLivedToken } from "./long-lived.ts";

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login */
const INSTAGRAM_SCOPES: readonly ScopeRule[] = [
  { scope: "instagram_business_basic", required: true, for: "identity" },
  { scope: "instagram_business_content_publish", required: true, for: "publish" },
  // Only for a comment of one's own under a fresh post.
  { scope: COMMENT_SCOPES.instagram, required: false, for: "comments" },
];

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login */
const FACEBOOK_SCOPES: readonly ScopeRule[] = [
  { scope: "instagram_basic", required: true, for: "identity" },
  { scope: "instagram_content_publish", required: true, for: "publish" },
  { scope: COMMENT_SCOPES.facebook, required: false, for: "comments" },
  { scope: "pages_show_list", required: true, for: "identity" },
  { scope: "pages_read_engagement", required: true, for: "identity" },
  // Only for accounts that a business portfolio owns.
  { scope: "business_management", required: false, for: "identity" },
];

const scopesOf = (flavor: string) => (flavor === FACEBOOK_LOGIN ? FACEBOOK_SCOPES : INSTAGRAM_SCOPES);
const PAGE_SIZE = "100";
const MAX_PAGES = 10;

type Exchange = Parameters<OAuthCapability["exchange"]>[0];
type Granted = Awaited<ReturnType<OAuthCapability["exchange"]>>;

/** Both logins of Instagram: by its own consent page, or by Facebook's with a page in between. */
export function instagramOAuth(deps: PlatformDeps): OAuthCapability {
  const graph = createGraph(deps);
  return {
    flavors: [
      { id: INSTAGRAM_LOGIN, scopes: INSTAGRAM_SCOPES },
      { id: FACEBOOK_LOGIN, scopes: FACEBOOK_SCOPES },
    ],
    pkce: "none",
    authorizeUrl: ({ flavor, state, redirectUri }) => {
      const query = new URLSearchParams({
        client_id: clientFor(deps, flavor).clientId,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: scopesOf(flavor)
          .map(({ scope }) => scope)
          .join(","),
        state,
      });
      const page =
        flavor === FACEBOOK_LOGIN
          ? `${deps.urls.wwwFacebook}/${GRAPH_VERSION}/dialog/oauth`
          : `${deps.urls.wwwInstagram}/oauth/authorize`;
      return `${page}?${query}`;
    },
    exchange: (input) =>
      input.flavor === FACEBOOK_LOGIN
        ? exchangeAtFacebook(deps, graph, input)
        : exchangeAtInstagram(deps, graph, input),
    revoke: (session) => revoke(deps, graph, session),
  };
}

/** Instagram appends `#_` to the redirect; clients that keep the fragment hand it over as part of the code. */
const cleanCode = (code: string): string => code.replace(/#_$/, "");

// Instagram Login -------------------------------------------------------------------------------------------------

const permissions = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.split(",") : value).map((scope) => scope.trim()))
  .transform((scopes) => scopes.filter((scope) => scope !== ""));

const shortLived = z.object({
  access_token: z.string(),
  user_id: remoteId,
  permissions: permissions.default([]),
});
/** The documentation wraps the grant in `data`; most answers seen in life do not. */
const shortLivedAnswer = z
  .union([z.object({ data: z.tuple([shortLived]).rest(z.unknown()) }), shortLived])
  .transform((body) => ("data" in body ? body.data[0] : body));

const profile = z.object({
  user_id: remoteId,
  username: z.string(),
  name: z.string().nullish(),
  account_type: z.string().nullish(),
  profile_picture_url: z.string().nullish(),
});

/** code → token for an hour → token for about sixty days → whose it is. */
async function exchangeAtInstagram(deps: PlatformDeps, graph: Graph, input: Exchange): Promise<Granted> {
  const { clientId, clientSecret } = clientFor(deps, input.flavor);
  const response = await deps.http.fetch({
    service: "instagram",
    operation: "exchange",
    method: "POST",
    url: `${deps.urls.apiInstagram}/oauth/access_token`,
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "authorization_code",
      redirect_uri: input.redirectUri,
      code: cleanCode(input.code),
    }),
    accept: isAnswer,
  });
  if (response.status >= 400) throw codeRefused("instagram", response);
  const short = readAnswer(shortLivedAnswer, response.json(), "instagram", "exchange");
  const grant = await longLivedToken(deps, graph, input.flavor, short.access_token);
  const tokens: Tokens = { ...grant, scopes: short.permissions };
  const me = readAnswer(
    profile,
    await graph.read("me", instagramSession(input.flavor, tokens), "me", {
      fields: "user_id,username,name,account_type,profile_picture_url",
    }),
    "instagram",
    "me",
  );
  if (me.account_type === "PERSONAL") throw noBusinessAccount();
  return { tokens, accounts: [accountOf({ ...me, id: me.user_id }, { accountType: me.account_type ?? "" })] };
}

// Facebook Login --------------------------------------------------------------------------------------------------

const facebookToken = z.object({ access_token: z.string(), expires_in: z.number().optional() });
const facebookPermissions = z.object({
  data: z.array(z.object({ permission: z.string(), status: z.string() })),
});
const facebookUser = z.object({ id: remoteId });
const igUser = z.object({
  id: remoteId,
  username: z.string().optional(),
  name: z.string().nullish(),
  profile_picture_url: z.string().nullish(),
});
const facebookPages = z.object({
  data: z.array(
    z.object({ id: remoteId, name: z.string().default(""), instagram_business_account: igUser.nullish() }),
  ),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});
type Page = z.infer<typeof facebookPages>["data"][number];

/** code → token for hours → token for about sixty days → granted permissions → pages → their Instagram accounts. */
async function exchangeAtFacebook(deps: PlatformDeps, graph: Graph, input: Exchange): Promise<Granted> {
  const { clientId, clientSecret } = clientFor(deps, input.flavor);
  const query = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: input.redirectUri,
    code: cleanCode(input.code),
  });
  const response = await deps.http.fetch({
    service: "instagram",
    operation: "exchange",
    url: `${graph.at(input.flavor, "oauth/access_token")}?${query}`,
    // A code opens once: a repeat of this GET would spend it.
    idempotent: false,
    accept: isAnswer,
  });
  if (response.status >= 400) throw codeRefused("instagram", response);
  const short = readAnswer(facebookToken, response.json(), "instagram", "exchange");
  const grant = await longLivedToken(deps, graph, input.flavor, short.access_token);
  const session = instagramSession(input.flavor, grant);
  const [scopes, user, pages] = await Promise.all([
    grantedPermissions(graph, session),
    graph
      .read("me", session, "me", { fields: "id" })
      .then((me) => readAnswer(facebookUser, me, "instagram", "me")),
    allPages(graph, session),
  ]);
  const accounts = await Promise.all(pages.map((page) => accountBehind(graph, session, page, user.id)));
  const found = accounts.filter((account) => account !== undefined);
  if (found.length === 0) throw noBusinessAccount();
  return { tokens: { ...grant, scopes }, accounts: found };
}

async function grantedPermissions(graph: Graph, session: PlatformSession): Promise<string[]> {
  const body = await graph.read("permissions", session, "me/permissions", {});
  const { data } = readAnswer(facebookPermissions, body, "instagram", "permissions");
  return data.filter(({ status }) => status === "granted").map(({ permission }) => permission);
}

/** `paging.next` carries the token in its address, so the cursor is followed instead. */
async function allPages(graph: Graph, session: PlatformSession): Promise<Page[]> {
  const pages: Page[] = [];
  let after: string | undefined;
  for (let turn = 0; turn < MAX_PAGES; turn++) {
    const body = await graph.read("me_accounts", session, "me/accounts", {
      fields: "id,name,instagram_business_account{id,username,name,profile_picture_url}",
      limit: PAGE_SIZE,
      ...(after ? { after } : {}),
    });
    const answer = readAnswer(facebookPages, body, "instagram", "me_accounts");
    pages.push(...answer.data);
    after = answer.paging?.next ? answer.paging.cursors?.after : undefined;
    if (!after) break;
  }
  return pages;
}

async function accountBehind(
  graph: Graph,
  session: PlatformSession,
  page: Page,
  grantId: string,
): Promise<PlatformAccount | undefined> {
  const linked = page.instagram_business_account;
  if (!linked) return undefined;
  const user = linked.username
    ? linked
    : readAnswer(
        igUser,
        await graph.read("me", session, linked.id, { fields: "id,username,name,profile_picture_url" }),
        "instagram",
        "me",
      );
  return accountOf(user, { pageId: page.id, pageName: page.name, grantId });
}

// Shared ----------------------------------------------------------------------------------------------------------

function accountOf(
  user: { id: string; username?: string; name?: string | null; profile_picture_url?: string | null },
  meta: Record<string, string>,
): PlatformAccount {
  const handle = user.username ?? user.id;
  return {
    externalId: user.id,
    handle,
    displayName: user.name || handle,
    meta,
    ...(user.profile_picture_url ? { avatarUrl: user.profile_picture_url } : {}),
  };
}

const noBusinessAccount = (): AppError =>
  new AppError("PERMISSION_MISSING", "no professional Instagram account behind this login", {
    service: "instagram",
    userMessage: "OAUTH_NO_BUSINESS_ACCOUNT",
  });

/**
 * https://developers.facebook.com/docs/facebook-login/guides/permissions/request-revoke. Instagram Login documents no
 * revocation: the person removes the app in Instagram's own settings.
 */
async function revoke(deps: PlatformDeps, graph: Graph, session: PlatformSession): Promise<boolean> {
  if (session.flavor !== FACEBOOK_LOGIN) return false;
  const query = new URLSearchParams({ access_token: session.accessToken });
  const response = await deps.http.fetch({
    service: "instagram",
    operation: "revoke",
    method: "DELETE",
    url: `${graph.at(session.flavor, "me/permissions")}?${query}`,
    accept: isAnswer,
  });
  graph.answer("revoke", response);
  return true;
}
