import { errorResponse } from "#server/core/error-response.ts";
import { AppError, toAppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";
import type { SessionOutput } from "#server/features/session/schema.ts";
import { ACCOUNTS_PATH } from "./return-path.ts";
import type { AccountsService, ConnectResult } from "./service.ts";

export interface OAuthRoutes {
  /** `GET /auth/:platform[?flavor=&returnTo=]`: off to the network's consent page. */
  start(platform: string, request: Request, session: SessionOutput | null): Promise<Response>;
  /** `GET /auth/:platform/callback`: back from it. */
  callback(platform: string, request: Request, session: SessionOutput | null): Promise<Response>;
}

export interface OAuthRoutesDeps {
  service: Pick<AccountsService, "startConnect" | "finishConnect" | "connectable">;
  log: Log;
}

/**
 * The two addresses of a login at a network. Answers every way it can end: a redirect to the network, to the page the
 * login began on, or to the accounts page with what went wrong; 404 for a network nobody knows.
 */
export function createOAuthRoutes({ service, log }: OAuthRoutesDeps): OAuthRoutes {
  const answering = async (platform: string, request: Request, answer: () => Promise<Response>) => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD")
        throw new AppError("METHOD_NOT_ALLOWED", "logins are followed with GET", {
          params: { allow: "GET" },
        });
      if (!service.connectable().some((each) => each.platform === platform))
        throw new AppError("NOT_FOUND", "no such network");
      return await answer();
    } catch (thrown) {
      return refused(log, platform, toAppError(thrown));
    }
  };
  return {
    start: (platform, request, session) =>
      answering(platform, request, async () => {
        const url = new URL(request.url);
        if (!session) return signIn(url);
        const actor = { userId: session.user.id, workspaceId: session.workspace.id, role: session.role };
        const flavor = url.searchParams.get("flavor");
        const returnTo = url.searchParams.get("returnTo");
        const form = formOf(service, platform, flavor);
        if (form)
          return goTo(`${ACCOUNTS_PATH}?${new URLSearchParams({ form: `${platform}.${form}` })}#connect`);
        const { authorizeUrl } = await service.startConnect(actor, {
          platform,
          ...(flavor === null ? {} : { flavor }),
          ...(returnTo === null ? {} : { returnTo }),
        });
        return goTo(authorizeUrl);
      }),
    callback: (platform, request, session) =>
      answering(platform, request, async () => {
        const url = new URL(request.url);
        if (!session) return signIn(url);
        return landing(platform, await service.finishConnect(session.user.id, platform, url.searchParams));
      }),
  };
}

/** The addresses on this way carry one-time secrets: nothing remembers them, nobody is told of them. */
const goTo = (location: string): Response =>
  new Response(null, {
    status: 302,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });

/** After signing in, the login goes on where it stood: its state belongs to the person, not to the session. */
const signIn = (url: URL): Response =>
  goTo(`/sign-in?${new URLSearchParams({ returnTo: url.pathname + url.search })}`);

function landing(platform: string, { returnTo, connected, elsewhere, error }: ConnectResult): Response {
  if (error) return goTo(failurePath(platform, error.message, error.params));
  const separator = returnTo.includes("?") ? "&" : "?";
  const query = new URLSearchParams({ connected: connected.join(",") });
  if (elsewhere) query.set("elsewhere", "1");
  return goTo(`${returnTo}${separator}${query}`);
}

const failurePath = (platform: string, message: string, params: Record<string, string | number>): string => {
  const query = new URLSearchParams({ error: message, platform });
  for (const [name, value] of Object.entries(params)) query.append(name, String(value));
  return `${ACCOUNTS_PATH}?${query}`;
};

/** What a person can read is a page; what only a program asks for is an answer. */
function refused(log: Log, platform: string, error: AppError): Response {
  if (error.code === "NOT_FOUND" || error.code === "METHOD_NOT_ALLOWED")
    return errorResponse(error, { "cache-control": "no-store" });
  if (error.code === "INTERNAL_ERROR") log.error("login route failed", { platform, error });
  const message = error.code === "FORBIDDEN" ? "OAUTH_FORBIDDEN" : error.userMessage;
  return goTo(failurePath(platform, message, error.code === "FORBIDDEN" ? {} : error.params));
}

/** A network without a login page is connected with a form of ours, which stands on the accounts page. */
function formOf(
  service: OAuthRoutesDeps["service"],
  platform: string,
  flavor: string | null,
): string | undefined {
  const forms = service.connectable().find((each) => each.platform === platform)?.forms ?? [];
  return (forms.find((form) => form.flavor === flavor) ?? forms[0])?.flavor;
}
